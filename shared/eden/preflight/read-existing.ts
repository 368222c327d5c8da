import type { EdenReads } from '../aws/ports.ts';
import { rulesForHost } from '../aws/rule-scope.ts';
import type { Names } from '../environment/names.ts';
import type { Existing } from '../run/run.ts';

/** Names and places of an environment's resources; host and listener are undefined when nothing was made. */
export interface ExistingQuery {
  readonly names: Names;
  readonly cluster: string;
  readonly zoneId: string;
  readonly host: string | undefined;
  readonly listenerArn: string | undefined;
  readonly albArn: string;
}

/** Reads the resources under the environment's names, with tags, in at most four calls one after another. */
export async function readExisting(aws: EdenReads, query: ExistingQuery): Promise<Existing> {
  const { names, host } = query;
  const { cluster } = query;
  const [targetGroup, service, formerService, revisions, records, allRules] = await Promise.all([
    aws.describeTargetGroup({ name: names.targetGroup }),
    aws.describeService({ cluster, service: names.service }),
    names.family === names.service ? undefined : aws.describeService({ cluster, service: names.family }),
    aws.listTaskDefinitions(names.family),
    host === undefined ? [] : aws.listRecords(query.zoneId, host),
    host === undefined ? [] : readRules(aws, query),
  ]);
  const rules = host === undefined ? [] : rulesForHost(allRules, host);
  const arns = [targetGroup?.TargetGroupArn, ...rules.map(({ RuleArn }) => RuleArn)].filter((arn) => arn !== undefined);
  const groupArn = targetGroup?.TargetGroupArn;
  const [tags, attributes] = await Promise.all([
    arns.length === 0 ? {} : aws.describeElbTags(arns),
    groupArn === undefined ? [] : aws.describeTargetGroupAttributes(groupArn),
  ]);
  return { targetGroup, service, formerService, revisions, records, rules, allRules, tags, attributes };
}

async function readRules(aws: EdenReads, query: ExistingQuery): Promise<Existing['allRules']> {
  const listenerArn = query.listenerArn ?? (await findListener(aws, query.albArn));
  return listenerArn === undefined ? [] : await aws.describeRules(listenerArn);
}

/** The HTTPS listener on port 443 of an ALB. */
export async function findListener(aws: EdenReads, albArn: string): Promise<string | undefined> {
  const listeners = await aws.describeListeners(albArn);
  return listeners.find(({ Port, Protocol }) => Port === 443 && Protocol === 'HTTPS')?.ListenerArn;
}
