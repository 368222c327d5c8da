import type { Topology } from '../../shared/deploy/topology/topology.ts';

/** Account of a local AWS. */
const LOCAL_ACCOUNT = '000000000000';

/** A deployed function that reads a stream. */
export interface StageFunction {
  /** Its name on AWS. */
  readonly name: string;
  readonly source: string;
  /** Where it delivers logs: `kinesis:<stream>` or `firehose:<delivery stream>`; none for a sink. */
  readonly targets: readonly string[];
  /** Whether the logs that it delivers are lines of objects in the archive bucket. */
  readonly isArchive: boolean;
}

/** The names of the stage that the ledger reads. */
export interface Stage {
  readonly functions: readonly StageFunction[];
  readonly routerStream: string;
  readonly streams: readonly string[];
  readonly archiveBucket: string;
  readonly deadLetterBucket: string;
  readonly deliveryBucket: string;
  /** Log groups whose events reach the router's stream. */
  readonly logGroups: readonly string[];
  /** Names for people, of functions and streams, by their names on AWS: see {@link shortNames}. */
  readonly shortNames: ReadonlyMap<string, string>;
}

/** The names of the topology at stage `local`. @throws Error when no function is the router's */
export function stageOf(topology: Topology): Stage {
  const router = topology.functions.find(({ service }) => service === 'router');
  if (router === undefined) throw new Error('config: no router among the functions');
  return {
    functions: topology.functions.map(({ name, source, targets, service }) => ({
      name,
      source: source.name,
      targets: [...new Set(targets.map((target) => `${target.kind}:${target.name}`))],
      isArchive: service === 's3-sink',
    })),
    routerStream: router.source.name,
    streams: topology.streams.map(({ name }) => name),
    archiveBucket: withAccount(topology.archiveBucket.name),
    deadLetterBucket: withAccount(topology.deadLetterBucket.name),
    deliveryBucket: withAccount(topology.deliveryBucket.name),
    logGroups: topology.subscriptions
      .filter(({ stream }) => stream.name === router.source.name)
      .map(({ logGroup }) => logGroup),
    shortNames: shortNames(topology),
  };
}

/** `router`, or `forwarders-partner` where a service has several functions; a stream by its key in `config/`. */
function shortNames({ functions, streams }: Topology): ReadonlyMap<string, string> {
  const isAlone = (service: string): boolean => functions.filter((fn) => fn.service === service).length === 1;
  return new Map([
    ...functions.map(({ name, service, id }) => [name, isAlone(service) ? service : id] as const),
    ...streams.map(({ name, key }) => [name, key] as const),
  ]);
}

function withAccount(name: string): string {
  return name.replace(/\$\{AWS::AccountId\}/g, LOCAL_ACCOUNT);
}
