import type { Service } from '../aws/types.ts';
import type { EnvironmentItem } from '../environment/item.ts';
import { primaryOf } from './clone.ts';

/**
 * The revision that a service deploys or runs now. ECS itself goes back to an earlier one when the tasks of a new one do not
 * start and the reference's circuit breaker says so; the service is steady then, as if nothing had happened.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
export function revisionOf(service: Service): string | undefined {
  return primaryOf(service)?.taskDefinition ?? service.taskDefinition;
}

/** The revision of an environment's last deployment; undefined where its item does not say. */
export function deployedRevision(item: EnvironmentItem): string | undefined {
  const { state, arns } = item.journal?.taskDefinition ?? {};
  // An adopted environment has no image: no run of eden has deployed it.
  const isDeployed = item.status === 'ready' && state === 'made' && item.image !== undefined;
  return isDeployed ? arns?.at(-1) : undefined;
}

/** Says that a service runs another revision than it was given; undefined: it does not, or that is not known. */
export function otherRevision(service: Service | undefined, wanted: string | undefined): string | undefined {
  const present = service && revisionOf(service);
  if (present === undefined || wanted === undefined || present === wanted) return undefined;
  const why = isLater(present, wanted)
    ? 'another deployment followed'
    : 'ECS went back because the new tasks did not start, or it was changed by someone else';
  return `it runs ${shortRevision(present)} instead of ${shortRevision(wanted)}: ${why}`;
}

/** Whether a service runs a later revision than it was given: a deployment followed. ECS itself only goes back. */
export function hasLaterRevision(service: Service | undefined, wanted: string | undefined): boolean {
  const present = service && revisionOf(service);
  return present !== undefined && wanted !== undefined && isLater(present, wanted);
}

function isLater(present: string, wanted: string): boolean {
  const [[family, number], [wantedFamily, wantedNumber]] = [partsOf(present), partsOf(wanted)];
  return family === wantedFamily && number > wantedNumber;
}

/** `…/family` and 7 of an ARN that ends with `family:7`. */
function partsOf(arn: string): readonly [family: string, number: number] {
  const colon = arn.lastIndexOf(':');
  return [arn.slice(0, colon), Number(arn.slice(colon + 1))];
}

/** `family:7` of an ARN. */
function shortRevision(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}
