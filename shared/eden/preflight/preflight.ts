import type { EcrImage } from '../environment/image.ts';
import { attempt, type Refused, refused } from '../problem/attempt.ts';
import type { Problem, Report } from '../problem/problem.ts';
import type { Found, Run } from '../run/run.ts';
import { createTranscript } from '../run/transcript.ts';
import { type Alb, checkAlb, checkCertificates, checkRules } from './alb.ts';
import { checkEndpoint, checkFixedSettings, checkOwnership } from './existing.ts';
import { findListener, readExisting } from './read-existing.ts';
import { checkImage, checkPassRole, checkReferenceService, readReference } from './reference.ts';
import { checkZone } from './zone.ts';

/** The findings with which a create goes on, or every problem; nothing has been made. */
export type Preflight =
  | { readonly status: 'ok'; readonly found: Found; readonly endpoint: string | undefined }
  | Refused;

/** Reads the reference and what exists already, in three rounds of calls, and reports all problems together. */
export async function preflight(run: Run, image: EcrImage): Promise<Preflight> {
  const checked = await attempt(() => check(run, image));
  return checked.status === 'ok' ? checked.value : checked;
}

async function check(run: Run, image: EcrImage): Promise<Preflight> {
  const problems: Problem[] = [];
  const report: Report = (...found) => problems.push(...found);
  const first = await readFirst(run, image, report);
  const second = await readSecond(run, first, report);
  const { host, listenerArn, limits, file, digest, reference, alb } = first;
  const { existing, read } = second;
  if (read !== undefined) {
    checkPassRole(run, { service: reference?.service, definition: read.taskDefinition }, report);
    checkImageRepository(run, image, read.referenceImage, report);
    checkVpc(alb, read.targetGroup.VpcId, report);
    checkFixedSettings(run, existing, read.targetGroup, report);
  }
  if (host !== undefined && listenerArn !== undefined) checkRules(run, { existing, host, limits, listenerArn }, report);
  await checkOwnership(run, { existing, alb }, report);
  const endpoint = host === undefined ? undefined : checkEndpoint(run, file?.text, host, report);
  const isComplete =
    problems.length === 0 && digest !== undefined && reference && read && alb && listenerArn !== undefined && host;
  if (!isComplete) return refused(...problems);
  const { referenceImage: _, ...parts } = read;
  const found = { ...reference, ...parts, host, image, digest, listenerArn, rules: existing.allRules, alb, existing };
  return { status: 'ok', found, endpoint };
}

/** The first round: calls that need no other answer. Its lines are printed in one order, whichever answer comes first. */
async function readFirst(run: Run, image: EcrImage, report: Report) {
  const { aws, profile } = run;
  const transcript = createTranscript(['image', 'service'], run.say);
  transcript.say('image', `Checking if image ${image.uri} exists`);
  const telling = (section: string): Run => ({ ...run, say: (line) => transcript.say(section, line) });
  const [digest, reference, alb, listenerArn, host, limits, file] = await Promise.all([
    checkImage(telling('image'), image, report).finally(() => transcript.end('image')),
    checkReferenceService(telling('service'), report),
    checkAlb(run, report),
    findListener(aws, profile.masterAlbArn),
    checkZone(run, report),
    aws.describeAlbLimits(),
    aws.getObject({ bucket: profile.endpointS3BucketName, key: profile.endpointS3Key }),
  ]);
  if (alb !== undefined && listenerArn === undefined) {
    report({ code: 'unprocessable', message: `ALB ${profile.masterAlbArn} has no HTTPS listener on port 443.` });
  }
  return { digest, reference, alb, listenerArn, host, limits, file };
}

/** The second round: calls that need the reference, the listener or the host. */
async function readSecond(run: Run, first: Awaited<ReturnType<typeof readFirst>>, report: Report) {
  const { profile, names } = run;
  const { listenerArn, host, reference } = first;
  const query = { names, cluster: profile.targetCluster, zoneId: profile.dynamicZoneId, albArn: profile.masterAlbArn };
  const [existing, read] = await Promise.all([
    readExisting(run.aws, { ...query, listenerArn, host: listenerArn === undefined ? undefined : host }),
    reference && readReference(run, reference, report),
    listenerArn !== undefined && host !== undefined ? checkCertificates(run, { listenerArn, host }, report) : undefined,
  ]);
  return { existing, read };
}

/** An image runs with the reference's roles: it may come from the reference's own repository, or from the profile's list. */
function checkImageRepository(run: Run, image: EcrImage, referenceImage: string, report: Report): void {
  const repository = repositoryOf(image.uri);
  if ([referenceImage, ...run.profile.imageRepositories].some((one) => repositoryOf(one) === repository)) return;
  report({
    code: 'bad_request',
    field: 'image_uri',
    message: `Image ${image.uri} is in account ${image.account}, repository ${image.repository}; the reference's is ${repositoryOf(referenceImage)}, and image_repositories of the profile does not list it.`,
  });
}

/** An image's registry and repository, without tag and digest. */
function repositoryOf(uri: string): string {
  return uri.replace(/@.*$/, '').replace(/:[^/]*$/, '');
}

function checkVpc(alb: Alb | undefined, vpcId: string | undefined, report: Report): void {
  if (alb === undefined || vpcId === undefined || alb.vpcId === vpcId) return;
  report({
    code: 'unprocessable',
    message: `ALB ${alb.dnsName} is in VPC ${alb.vpcId}, the reference's target group in ${vpcId}; they must share one.`,
  });
}
