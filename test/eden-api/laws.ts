import type { EdenAws } from '../../shared/eden/aws/ports.ts';
import { targetGroupsOf } from '../../shared/eden/aws/rule-scope.ts';
import { forwardTo } from '../../shared/eden/listener-rule/forward.ts';
import { AwsCallError } from '../../shared/eden/problem/problem.ts';

/** Where the laws are asked for. */
export interface Place {
  readonly listenerArn: string;
  readonly vpcId: string;
  readonly zoneId: string;
  readonly bucket: string;
  readonly image: string;
}

type Ask = (what: string, call: () => Promise<unknown>) => Promise<void>;

interface Asking {
  readonly aws: EdenAws;
  readonly at: Place;
  readonly ask: Ask;
}

const name = 'laws';

/** Everything that a saga meets, in the right order and in the wrong one; gives each answer by what was asked. */
export async function meetTheLaws(aws: EdenAws, at: Place): Promise<Readonly<Record<string, unknown>>> {
  const said: Record<string, unknown> = {};
  const ask: Ask = async (what, call) => {
    said[what] = await outcome(call);
  };
  const asking = { aws, at, ask };
  const arn = await askForGroup(asking);
  await askForService(asking, arn);
  await askForRecordAndFile(asking);
  await askForItem(asking);
  return said;
}

async function outcome(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return shape(await call());
  } catch (error) {
    if (error instanceof AwsCallError) return 'refused';
    throw error;
  }
}

/** An answer without what two accounts cannot have in common. */
function shape(answer: unknown): unknown {
  if (typeof answer === 'string') return answer.startsWith('arn:') ? 'arn' : answer;
  if (typeof answer !== 'object' || answer === null) return answer;
  return 'status' in answer ? answer.status : Array.isArray(answer) ? answer.length : 'object';
}

async function askForGroup({ aws, at, ask }: Asking): Promise<string> {
  const group = { Name: name, Protocol: 'HTTP', Port: 80, VpcId: at.vpcId, TargetType: 'ip' } as const;
  await ask('no group', () => aws.describeTargetGroup({ name }));
  await ask('group', () => aws.createTargetGroup(group));
  await ask('group of a taken name', () => aws.createTargetGroup({ ...group, Port: 81 }));
  const arn = (await aws.describeTargetGroup({ name }))?.TargetGroupArn ?? '';
  const change = [{ Key: 'deregistration_delay.timeout_seconds', Value: '5' }];
  await ask('attributes', () => aws.modifyTargetGroupAttributes(arn, change));
  await ask('health check', () => aws.modifyTargetGroup(arn, { HealthCheckPath: '/laws' }));
  await ask('health check read', async () => (await aws.describeTargetGroup({ name }))?.HealthCheckPath);
  await ask('attribute read', async () =>
    JSON.stringify((await aws.describeTargetGroupAttributes(arn)).filter(({ Key }) => Key === change[0]?.Key)),
  );
  return arn;
}

async function askForService({ aws, at, ask }: Asking, arn: string): Promise<void> {
  const containerDefinitions = [{ name: 'api', image: at.image, memory: 64 }];
  await ask('revision', () => aws.registerTaskDefinition({ family: name, containerDefinitions }));
  const [revision = ''] = await aws.listTaskDefinitions(name);
  const service = {
    cluster: 'dev',
    serviceName: name,
    taskDefinition: revision,
    desiredCount: 0,
    loadBalancers: [{ targetGroupArn: arn, containerName: 'api', containerPort: 80 }],
  };
  const rule = {
    ListenerArn: at.listenerArn,
    Priority: 4321,
    Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: ['laws.dev.example.com'] } }],
    Actions: [{ Type: 'forward' as const, TargetGroupArn: arn }],
    Tags: [{ Key: 'eden:owner', Value: 'laws' }],
  };
  await ask('service before its rule', () => aws.createService(service));
  await ask('rule', () => aws.createRule(rule));
  await ask('rule of a taken priority', () => aws.createRule(rule));
  const rules = await aws.describeRules(at.listenerArn);
  const ruleArn = rules.find(({ Priority }) => Priority === '4321')?.RuleArn ?? '';
  await ask('tags', async () => (await aws.describeElbTags([ruleArn]))[ruleArn]?.['eden:owner']);
  await ask('update of no service', () =>
    aws.updateService({ cluster: 'dev', service: name, taskDefinition: revision }),
  );
  await ask('service', () => aws.createService(service));
  await ask('service of a taken name', () => aws.createService({ ...service, desiredCount: 1 }));
  await ask('update', () => aws.updateService({ cluster: 'dev', service: name, taskDefinition: revision }));
  await ask('update of the count alone', () => aws.updateService({ cluster: 'dev', service: name, desiredCount: 0 }));
  await ask('rule modified', () => aws.modifyRule(ruleArn, forwardTo(arn)));
  await ask('what the rule does', async () => {
    const found = await aws.describeRules(at.listenerArn);
    return found.filter(({ RuleArn }) => RuleArn === ruleArn).flatMap(targetGroupsOf).length;
  });
  await ask('group in use', () => aws.deleteTargetGroup(arn));
  await ask('service deleted', () => aws.deleteService({ cluster: 'dev', service: name }));
  await ask('service deleted again', () => aws.deleteService({ cluster: 'dev', service: name }));
  await ask('rule deleted', () => aws.deleteRule(ruleArn));
  await ask('rule deleted again', () => aws.deleteRule(ruleArn));
  await ask('rule modified when it is gone', () => aws.modifyRule(ruleArn, forwardTo(arn)));
  await ask('group deleted', () => aws.deleteTargetGroup(arn));
  await ask('group deleted again', () => aws.deleteTargetGroup(arn));
  await ask('revision gone', () => aws.deregisterTaskDefinition(revision));
  await ask('revision gone again', () => aws.deregisterTaskDefinition(revision));
  await ask('revisions', () => aws.listTaskDefinitions(name));
}

async function askForRecordAndFile({ aws, at, ask }: Asking): Promise<void> {
  const file = { bucket: at.bucket, key: 'laws.json' };
  const record = { Name: 'laws.dev.example.com.', Type: 'TXT', TTL: 60, ResourceRecords: [{ Value: '"1"' }] } as const;
  const recordSet = { ...record, ResourceRecords: [...record.ResourceRecords] };
  await ask('record deleted that is not there', () =>
    aws.changeRecords(at.zoneId, [{ Action: 'DELETE', ResourceRecordSet: recordSet }]),
  );
  await ask('record', () => aws.changeRecords(at.zoneId, [{ Action: 'CREATE', ResourceRecordSet: recordSet }]));
  await ask('record that is there', () =>
    aws.changeRecords(at.zoneId, [{ Action: 'CREATE', ResourceRecordSet: recordSet }]),
  );
  await ask('record put over itself', () =>
    aws.changeRecords(at.zoneId, [{ Action: 'UPSERT', ResourceRecordSet: recordSet }]),
  );
  await ask('records', () => aws.listRecords(at.zoneId, 'laws.dev.example.com'));
  await ask('record deleted', () => aws.changeRecords(at.zoneId, [{ Action: 'DELETE', ResourceRecordSet: recordSet }]));
  await ask('no file', () => aws.getObject(file));
  await ask('file over nothing', () => aws.putObject(file, { text: '{}' }, '"nothing"'));
  await ask('file', () => aws.putObject(file, { text: '{}' }, undefined));
  await ask('file, thought missing', () => aws.putObject(file, { text: '{}' }, undefined));
  await ask('file over itself', async () => aws.putObject(file, { text: '[]' }, (await aws.getObject(file))?.etag));
}

async function askForItem({ aws, ask }: Asking): Promise<void> {
  const key = { type: 'api', name: 'laws' };
  const lease = (runId: string, nowMs: number) => ({
    runId,
    holder: 'h',
    nowMs,
    untilMs: nowMs + 100,
    mayCreate: true,
  });
  await ask('no item', () => aws.takeItem(key, { ...lease('r1', 0), mayCreate: false }, { set: {} }));
  await ask('item', () => aws.takeItem(key, lease('r1', 0), { set: { kind: 'environment' } }));
  await ask('item held', () => aws.takeItem(key, lease('r2', 100), { set: {} }));
  await ask('item taken again by its holder', () => aws.takeItem(key, lease('r1', 50), { set: {} }));
  await ask('item whose lease ended', () => aws.takeItem(key, lease('r2', 151), { set: {} }));
  await ask('write of the former holder', () => aws.writeItem(key, 'r1', { set: { status: 'ready' } }));
  const entry = { 'journal.rule': { state: 'made', arns: ['a'] } };
  await ask('write', () => aws.writeItem(key, 'r2', { set: entry, remove: ['lease_until', 'absent'] }));
  await ask('item read', async () => {
    const { journal, lease_until, run_id } = (await aws.getItem(key)) ?? {};
    return JSON.stringify([journal, lease_until, run_id]);
  });
  await ask('delete of the former holder', () => aws.deleteItem(key, 'r1'));
  await ask('unlock', () => aws.unlockItem(key, 'r3'));
  await ask('unlocked', () => aws.writeItem(key, 'r2', { set: {}, remove: ['lease_holder'] }));
  await ask('item deleted', () => aws.deleteItem(key, 'r3'));
  await ask('item deleted again', () => aws.deleteItem(key, 'r3'));
  await ask('write to no item', () => aws.writeItem(key, 'r3', { set: { status: 'ready' } }));
  await ask('unlock of no item', () => aws.unlockItem(key, 'r3'));
}
