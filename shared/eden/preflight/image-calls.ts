import { DescribeImagesCommand, type ECRClient } from '@aws-sdk/client-ecr';
import { type Bound, callAws } from '../aws/call.ts';
import type { EdenReads } from '../aws/ports.ts';

type ImageAnswer = Awaited<ReturnType<EdenReads['describeImage']>>;

/** Creates the look-up of an image in the region that its URI names. */
export function createImagePorts(
  clientIn: (region: string) => ECRClient,
  bounded: Bound,
): Pick<EdenReads, 'describeImage'> {
  return {
    describeImage: (image) =>
      callAws<ImageAnswer>(
        { action: 'ecr:DescribeImages', resource: image.uri },
        async () => {
          const command = new DescribeImagesCommand({
            registryId: image.account,
            repositoryName: image.repository,
            imageIds: [image.digest === undefined ? { imageTag: image.tag } : { imageDigest: image.digest }],
          });
          const { imageDetails } = await clientIn(image.region).send(command, bounded());
          const digest = imageDetails?.[0]?.imageDigest;
          return digest === undefined ? { status: 'no_image' } : { status: 'found', digest };
        },
        ({ name }) => {
          if (name === 'ImageNotFoundException') return { status: 'no_image' };
          return name === 'RepositoryNotFoundException' ? { status: 'no_repository' } : undefined;
        },
      ),
  };
}
