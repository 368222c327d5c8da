import type { EdenAws, EdenReads, EdenWrites } from '../aws/ports.ts';
import { targetGroupsOf } from '../aws/rule-scope.ts';
import type { ResourceRecordSet } from '../aws/types.ts';
import type { ListOwned, OwnedResource } from '../clients/owned.ts';
import { tagMap } from '../run/ownership.ts';
import { createMemoryElb, refuse } from './memory-elb.ts';
import { albArn, definitionArn, itemKey, listenerArn, type MemoryState, nextId, objectKey } from './memory-state.ts';
import { createMemoryTable } from './memory-table.ts';
import { createMemoryTasks } from './memory-tasks.ts';

const zoneName = 'dev.example.com';

type EcsWrites = Pick<
  EdenWrites,
  'registerTaskDefinition' | 'deregisterTaskDefinition' | 'createService' | 'updateService' | 'deleteService'
>;

/**
 * eden's ports on a state in memory, with the laws of AWS that the order of steps depends on. Whether they hold is
 * proved on strict-aws, in test/eden-api/memory-aws.test.ts; this one is for the tests that need thousands of runs.
 */
export function createMemoryAws(state: MemoryState): EdenAws {
  return {
    ...reads(state),
    ...ecsWrites(state),
    ...createMemoryElb(state),
    ...otherWrites(state),
    ...createMemoryTable(state),
    ...createMemoryTasks(state),
  };
}

function reads(state: MemoryState): Omit<EdenReads, 'listStartedTasks' | 'describeTask'> {
  return {
    describeImage: async ({ uri }) => ({ status: 'found', digest: `sha256:${uri.split(':').at(-1)}` }),
    describeService: async ({ cluster, service }) => copy(state.services.get(`${cluster}/${service}`)),
    describeTaskDefinition: async (arn) => copy(state.definitions.get(arn)),
    listTaskDefinitions: async (family) =>
      [...state.definitions.values()]
        .filter(({ taskDefinition }) => taskDefinition.family === family && taskDefinition.status === 'ACTIVE')
        .map(({ taskDefinition }) => taskDefinition.taskDefinitionArn ?? ''),
    describeLoadBalancer: async (arn) =>
      arn === albArn ? { DNSName: 'common.elb.example.com', CanonicalHostedZoneId: 'ZALB', VpcId: 'vpc-1' } : undefined,
    describeListeners: async () => [{ ListenerArn: listenerArn, Port: 443, Protocol: 'HTTPS' }],
    describeListenerCertificates: async () => ['arn:aws:acm:us-east-1:1:certificate/1'],
    describeRules: async () => copy([...state.rules.values()]),
    describeTargetGroup: async (by) =>
      copy(
        [...state.groups.values()].find((group) =>
          'arn' in by ? group.TargetGroupArn === by.arn : group.TargetGroupName === by.name,
        ),
      ),
    describeTargetGroupAttributes: async (arn) => copy(state.attributes.get(arn) ?? []),
    describeElbTags: async (arns) => {
      const present = arns.filter((arn) => state.groups.has(arn) || state.rules.has(arn));
      return Object.fromEntries(present.map((arn) => [arn, { ...state.tags.get(arn) }]));
    },
    describeAlbLimits: async () => ({ rules: 100, targetGroups: 100 }),
    describeTargetHealth: async () => [],
    describeStoppedTasks: async () => [],
    describeCertificate: async () => ({ names: [`*.${zoneName}`], status: 'ISSUED' }),
    getZoneName: async () => zoneName,
    listRecords: async (_zone, host) => copy(state.records.filter(({ Name }) => bare(Name) === bare(host))),
    getObject: async (at) => copy(state.objects.get(objectKey(at))),
    getItem: async (key) => copy(state.items.get(itemKey(key))),
    scanEnvironments: async () => copy([...state.items.values()].filter(({ type }) => !type.startsWith('_'))),
  };
}

function copy<T>(value: T): T {
  return structuredClone(value);
}

function bare(name: string | undefined): string {
  return (name ?? '').replace(/\.$/, '');
}

function ecsWrites(state: MemoryState): EcsWrites {
  const isActive = (place: string): boolean => state.services.get(place)?.status === 'ACTIVE';
  return {
    registerTaskDefinition: async ({ tags = [], family = '', ...request }) => {
      const earlier = [...state.definitions.values()].filter(({ taskDefinition }) => taskDefinition.family === family);
      const arn = definitionArn(family, earlier.length + 1);
      const taskDefinition = { ...request, family, taskDefinitionArn: arn, status: 'ACTIVE' as const };
      state.definitions.set(arn, copy({ taskDefinition, tags: [...tags] }) as never);
      return arn;
    },
    deregisterTaskDefinition: async (arn) => {
      const found = state.definitions.get(arn);
      if (found !== undefined) found.taskDefinition = { ...found.taskDefinition, status: 'INACTIVE' };
    },
    createService: async ({ cluster = '', serviceName = '', ...request }) => {
      const place = `${cluster}/${serviceName}`;
      const linked = new Set([...state.rules.values()].flatMap(targetGroupsOf));
      if (isActive(place)) return 'exists';
      if (!(request.loadBalancers ?? []).every(({ targetGroupArn = '' }) => linked.has(targetGroupArn)))
        return 'unlinked';
      state.services.set(place, copy({ ...request, serviceName, status: 'ACTIVE' }) as never);
      return 'created';
    },
    updateService: async ({ cluster = '', service = '', taskDefinition, desiredCount }) => {
      const place = `${cluster}/${service}`;
      if (!isActive(place)) return 'missing';
      if (taskDefinition !== undefined && state.definitions.get(taskDefinition)?.taskDefinition.status !== 'ACTIVE') {
        return refuse('ecs:UpdateService', place, `${taskDefinition} is not ACTIVE`);
      }
      const count = desiredCount === undefined ? {} : { desiredCount };
      const revision = taskDefinition === undefined ? {} : { taskDefinition };
      state.services.set(place, { ...state.services.get(place), ...revision, ...count });
      return 'updated';
    },
    deleteService: async ({ cluster, service }) => {
      const place = `${cluster}/${service.split('/').at(-1)}`;
      if (!isActive(place)) return 'missing';
      state.services.set(place, { ...state.services.get(place), status: 'INACTIVE' });
      return 'deleted';
    },
  };
}

type OtherWrites = Pick<EdenWrites, 'changeRecords' | 'putObject' | 'tagElbResource' | 'tagEcsResource'>;

function otherWrites(state: MemoryState): OtherWrites {
  const isAt = (a: ResourceRecordSet, b: ResourceRecordSet): boolean =>
    bare(a.Name) === bare(b.Name) && a.Type === b.Type;
  return {
    tagElbResource: async (arn, tags) => void state.tags.set(arn, { ...state.tags.get(arn), ...tags }),
    tagEcsResource: async (arn, tags) => {
      const list = Object.entries(tags).map(([key, value]) => ({ key, value }));
      state.definitions.get(arn)?.tags.push(...list);
    },
    changeRecords: async (_zone, changes) => {
      let records = state.records;
      for (const { Action, ResourceRecordSet: record } of changes) {
        if (record === undefined) continue;
        const isThere = records.some((other) => isAt(other, record));
        if (Action === 'DELETE' && !isThere) return 'stale';
        if (Action === 'CREATE' && isThere) return 'stale';
        records = records.filter((other) => !isAt(other, record));
        if (Action !== 'DELETE') records = [...records, copy(record)];
      }
      state.records = records;
      return 'changed';
    },
    putObject: async (at, object, etag) => {
      if (state.objects.get(objectKey(at))?.etag !== etag) return 'conflict';
      state.objects.set(objectKey(at), { ...object, etag: `"${nextId(state)}"` });
      return 'written';
    },
  };
}

/** The reaper's listing of the same state. */
export function createMemoryOwned(state: MemoryState): ListOwned {
  return async ({ owner, clusters }) => {
    const found = (
      kind: OwnedResource['kind'],
      arn: string,
      tags: Readonly<Record<string, string>>,
    ): OwnedResource[] =>
      tags['eden:owner'] === owner
        ? [{ kind, arn, profile: tags['eden:profile'] ?? '', environment: tags['eden:environment'] ?? '' }]
        : [];
    const services = [...state.services].filter(
      ([place, { status }]) => status === 'ACTIVE' && clusters.includes(place.split('/')[0] ?? ''),
    );
    return {
      resources: [
        ...services.flatMap(([place, { tags }]) => found('service', place, tagMap(tags))),
        ...[...state.rules.keys()].flatMap((arn) => found('rule', arn, state.tags.get(arn) ?? {})),
        ...[...state.groups.keys()].flatMap((arn) => found('targetGroup', arn, state.tags.get(arn) ?? {})),
      ],
      rulesByAlb: { [albArn]: state.rules.size },
    };
  };
}
