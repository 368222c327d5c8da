import { stateMachineName } from '../../../shared/deploy/template/operator-resources.ts';
import { callSearch, readSecrets, useKey } from '../../../shared/deploy/template/statements.ts';
import { resolveAccount } from '../../../shared/deploy/topology/account.ts';
import { partitionOf } from '../../../shared/deploy/topology/partition.ts';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { isJsonObject } from '../../../shared/log/json-object.ts';
import { OPERATIONS, type Operation, type PolicyPart, type ResourceKind } from './operations.ts';

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

const PARTS: readonly PolicyPart[] = ['read', 'redrive'];

/**
 * The least policy of a person who runs the operator's commands on a stage: `Read…` and `Search…` to look, `Redrive…` to put
 * logs back.
 */
export function operatorPolicy(topology: Topology, accountId: string) {
  const statements = PARTS.flatMap((part) => {
    const operations = Object.values(OPERATIONS).filter((operation) => operation.part === part);
    return byResources(operations).map(([kinds, actions], index): Statement => {
      const resources = kinds.flatMap((kind) => arnsOf(kind, topology, accountId));
      return {
        Sid: `${part.charAt(0).toUpperCase()}${part.slice(1)}${index + 1}`,
        Effect: 'Allow',
        Action: [...new Set(actions)].sort(),
        Resource: [...new Set(resources)].sort(),
      };
    });
  });
  const granted = statements.filter(({ Resource }) => Resource.length > 0);
  return {
    Version: '2012-10-17',
    Statement: [...granted, ...keyStatements(topology, accountId), ...searchStatements(topology, accountId)],
  };
}

/** The rights on the stage's own keys, where it has any: what is encrypted is read and written by the caller's rights. */
function keyStatements(topology: Topology, accountId: string): readonly Statement[] {
  const { kms } = topology.settings;
  const { deadLetterBucket, archiveBucket } = topology;
  const buckets = new Set([deadLetterBucket.kmsKey, archiveBucket.kmsKey]);
  const read = [
    ...useKey('kinesis', kms.streams, ['kms:Decrypt']),
    ...[...buckets].flatMap((key) => useKey('s3', key, ['kms:Decrypt'])),
    ...useKey('dynamodb', kms.table, ['kms:Decrypt', 'kms:DescribeKey']),
  ];
  const write = [
    ...useKey('kinesis', kms.streams, ['kms:GenerateDataKey']),
    ...useKey('s3', deadLetterBucket.kmsKey, ['kms:GenerateDataKey']),
  ];
  const place = { topology, accountId };
  return [...written(read, 'ReadKeys', place), ...written(write, 'RedriveKeys', place)];
}

/** The rights of `find` on search engines: the requests that the engine's own client makes, and its login. */
function searchStatements(topology: Topology, accountId: string): readonly Statement[] {
  const granted = topology.functions
    .filter(({ service }) => service === 'es-sink')
    .flatMap((fn) => [...callSearch(['Post'], fn), ...readSecrets(topology, fn)]);
  return written(granted, 'Search', { topology, accountId });
}

/** The statements of templates, with the texts of their intrinsics. @param name of the statements, each with its number */
function written(
  statements: readonly object[],
  name: string,
  { topology: { region }, accountId }: { readonly topology: Topology; readonly accountId: string },
): readonly Statement[] {
  const texts: Readonly<Record<string, string>> = {
    'AWS::Partition': partitionOf(region),
    'AWS::Region': region,
    'AWS::AccountId': accountId,
  };
  const substitute = (_key: string, value: unknown): unknown => {
    const sub = isJsonObject(value) ? value['Fn::Sub'] : undefined;
    return typeof sub === 'string' ? sub.replace(/\$\{([\w:]+)\}/g, (whole, name) => texts[name] ?? whole) : value;
  };
  return statements.map((statement, index) => ({
    Sid: `${name}${index + 1}`,
    ...JSON.parse(JSON.stringify(statement, substitute)),
  }));
}

/** Actions that have the same resources share a statement. An action that AWS answers without a right needs none. */
function byResources(operations: readonly Operation[]): readonly (readonly [readonly ResourceKind[], string[]])[] {
  const needed = operations.filter(({ action }) => action !== 'sts:GetCallerIdentity');
  // Several operations may need one action.
  const actions = [...Map.groupBy(needed, ({ action }) => action)].map(([action, own]) => ({
    action,
    on: [...new Set(own.flatMap(({ on }) => on))],
  }));
  const groups = Map.groupBy(actions, ({ on }) => on.join());
  return [...groups.values()].map((group) => [group[0]?.on ?? [], group.map(({ action }) => action)]);
}

/** ARNs of a stage's resources of one kind. */
function arnsOf(kind: ResourceKind, topology: Topology, accountId: string): readonly string[] {
  const { region, names, streams, functions, subscriptions, settings } = topology;
  const arn = (service: string, resource: string): string =>
    `arn:${partitionOf(region)}:${service}:${region}:${accountId}:${resource}`;
  const bucket = (name: string): string => `arn:${partitionOf(region)}:s3:::${resolveAccount(name, accountId)}`;
  switch (kind) {
    case '*':
      return ['*'];
    case 'alarms':
      return [arn('cloudwatch', 'alarm:*')];
    case 'archive bucket':
      return [bucket(topology.archiveBucket.name)];
    case 'archive objects':
      return [bucket(`${topology.archiveBucket.name}/*`)];
    case 'dead-letter bucket':
      return [bucket(topology.deadLetterBucket.name)];
    case 'dead-letter objects':
      return [bucket(`${topology.deadLetterBucket.name}/*`)];
    case 'delivery bucket':
      return topology.deliveryStreams.length === 0 ? [] : [bucket(topology.deliveryBucket.name)];
    case 'environments table':
      return settings.eden === undefined ? [] : [arn('dynamodb', `table/${settings.eden.table.name}`)];
    case 'functions':
      return functions.map(({ name }) => arn('lambda', `function:${name}`));
    case 'log groups':
      return [
        ...functions.map(({ service, key }) => arn('logs', `log-group:${names.logGroup(service, key)}:*`)),
        ...subscriptions.map(({ logGroup }) => arn('logs', `log-group:${logGroup}:*`)),
      ];
    case 'mappings':
      return [arn('lambda', 'event-source-mapping:*')];
    case 'progress table':
      return [arn('dynamodb', `table/${topology.progressTable}`)];
    case 'state machine':
      return topology.settings.operator === undefined
        ? []
        : [arn('states', `stateMachine:${stateMachineName(topology)}`)];
    case 'executions':
      return topology.settings.operator === undefined
        ? []
        : [arn('states', `execution:${stateMachineName(topology)}:*`)];
    case 'streams':
      return streams.map(({ name }) => arn('kinesis', `stream/${name}`));
  }
}
