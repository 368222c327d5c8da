import { stateMachineName } from '../../../shared/deploy/template/operator-resources.ts';
import { callSearch, readSecrets } from '../../../shared/deploy/template/statements.ts';
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
  return { Version: '2012-10-17', Statement: [...granted, ...searchStatements(topology, accountId)] };
}

/** The rights of `find` on search engines: the requests that the engine's own client makes, and its login. */
function searchStatements(topology: Topology, accountId: string): readonly Statement[] {
  const { region, functions } = topology;
  const granted = functions
    .filter(({ service }) => service === 'es-sink')
    .flatMap((fn) => [...callSearch(['Post'], fn), ...readSecrets(topology, fn)]);
  const texts: Readonly<Record<string, string>> = {
    'AWS::Partition': partitionOf(region),
    'AWS::Region': region,
    'AWS::AccountId': accountId,
  };
  const substitute = (_key: string, value: unknown): unknown => {
    const sub = isJsonObject(value) ? value['Fn::Sub'] : undefined;
    return typeof sub === 'string' ? sub.replace(/\$\{([\w:]+)\}/g, (whole, name) => texts[name] ?? whole) : value;
  };
  return granted.map((statement, index) => ({
    Sid: `Search${index + 1}`,
    // The statements of the templates, with the texts of their intrinsics.
    ...JSON.parse(JSON.stringify(statement, substitute)),
  }));
}

/** Actions that have the same resources share a statement. An action that AWS answers without a right needs none. */
function byResources(operations: readonly Operation[]): readonly (readonly [readonly ResourceKind[], string[]])[] {
  const groups = Map.groupBy(
    operations.filter(({ action }) => action !== 'sts:GetCallerIdentity'),
    ({ on }) => on.join(),
  );
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
