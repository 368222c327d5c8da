import type { EdenReads } from '../aws/ports.ts';
import { locateEnvironment } from '../environment/locate.ts';
import { phaseOf } from '../environment/phase.ts';
import type { Profile } from '../profile/profile.ts';

/** The images that are given for a group. */
export interface GivenImages {
  /** For all without one of their own. */
  readonly all?: string | undefined;
  /** By profile. */
  readonly by: Readonly<Record<string, string>>;
}

/** The image of each member that gets one; `missing`: those that do not exist yet and have none. */
export interface GroupImages {
  readonly images: ReadonlyMap<string, string>;
  readonly missing: readonly string[];
}

/** Chooses the image of each member; one that is ready and gets none stays as it is. @throws AwsCallError */
export async function chooseImages(
  aws: Pick<EdenReads, 'getItem'>,
  members: readonly { readonly profileName: string; readonly profile: Profile }[],
  { name, given }: { readonly name: string; readonly given: GivenImages },
): Promise<GroupImages> {
  const images = new Map<string, string>();
  const missing: string[] = [];
  for (const { profileName, profile } of members) {
    const image = given.by[profileName] ?? given.all;
    if (image !== undefined) images.set(profileName, image);
    else {
      const { item } = await locateEnvironment(aws, { profile, profileName, given: name });
      if (phaseOf(item) !== 'ready') missing.push(profileName);
    }
  }
  return { images, missing };
}
