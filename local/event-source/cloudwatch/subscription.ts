import { createHash, randomUUID } from 'node:crypto';
import {
  type FilteredLogEvent,
  FilterLogEventsCommand,
  type LogStream,
  paginateDescribeLogGroups,
  paginateDescribeLogStreams,
  paginateDescribeSubscriptionFilters,
  type SubscriptionFilter,
} from '@aws-sdk/client-cloudwatch-logs';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { LocalClients } from '../../stack/aws-clients.ts';
import type { Log } from '../log.ts';
import { chunkEvents, controlMessage, dataMessage, type LogEvent } from './envelope.ts';

/** A subscription filter that leads to a Kinesis stream. */
export interface Subscription {
  readonly logGroup: string;
  readonly filterName: string;
  readonly pattern: string;
  readonly streamArn: string;
  readonly owner: string;
  /** `ByLogStream` keeps a log stream on one shard. */
  readonly isRandom: boolean;
  readonly createdAtMs: number;
}

const PAGE = 10_000;

/** Delivers one subscription: call `deliver` again and again. */
export interface SubscriptionFeed {
  /** Puts what is new on the stream; resolves with the number of events. */
  readonly deliver: () => Promise<number>;
}

/** All subscription filters to Kinesis streams. */
export async function listSubscriptions({ logs }: Pick<LocalClients, 'logs'>): Promise<Subscription[]> {
  const groups: string[] = [];
  for await (const page of paginateDescribeLogGroups({ client: logs }, {})) {
    groups.push(...(page.logGroups ?? []).flatMap(({ logGroupName }) => logGroupName ?? []));
  }
  const perGroup = groups.map(async (logGroupName) => {
    const found: Subscription[] = [];
    for await (const page of paginateDescribeSubscriptionFilters({ client: logs }, { logGroupName })) {
      found.push(...(page.subscriptionFilters ?? []).flatMap(readFilter));
    }
    return found;
  });
  return (await Promise.all(perGroup)).flat();
}

function readFilter(filter: SubscriptionFilter): Subscription[] {
  const { logGroupName, filterName, destinationArn } = filter;
  if (!logGroupName || !filterName || !destinationArn?.includes(':kinesis:')) return [];
  return [
    {
      logGroup: logGroupName,
      filterName,
      pattern: filter.filterPattern ?? '',
      streamArn: destinationArn,
      owner: destinationArn.split(':')[4] ?? '',
      isRandom: filter.distribution === 'Random',
      createdAtMs: filter.creationTime ?? 0,
    },
  ];
}

/**
 * The delivery of a subscription filter, as CloudWatch Logs does it: a control message first, then the events
 * ingested since the filter was made, in gzip'ed envelopes, each log stream for itself.
 */
export function createSubscriptionFeed(
  clients: Pick<LocalClients, 'logs' | 'kinesis'>,
  subscription: Subscription,
  log: Log,
): SubscriptionFeed {
  /** Ids of delivered events. */
  const delivered = new Set<string>();
  /** When each log stream was last read, epoch ms. */
  const readAtMs = new Map<string, number>();
  let probed = false;
  const deliverStream = async (logStream: string): Promise<number> => {
    const fresh = await readFresh(clients.logs, subscription, logStream, delivered);
    for (const chunk of chunkEvents(fresh)) {
      await putChunk(clients.kinesis, subscription, logStream, chunk);
      for (const { id } of chunk) delivered.add(id);
    }
    const { logGroup } = subscription;
    if (fresh.length > 0) log('subscription delivered', { logGroup, logStream, events: fresh.length });
    return fresh.length;
  };
  return {
    deliver: async () => {
      if (!probed) await put(clients.kinesis, subscription, controlMessage(Date.now()), randomUUID());
      probed = true;
      let count = 0;
      for (const { logStreamName = '', lastIngestionTime = 0 } of await listLogStreams(clients.logs, subscription)) {
        // A stream is read again while its last event is young: two events can share a millisecond.
        if ((readAtMs.get(logStreamName) ?? 0) > lastIngestionTime) continue;
        const startedAtMs = Date.now();
        count += await deliverStream(logStreamName);
        readAtMs.set(logStreamName, startedAtMs);
      }
      return count;
    },
  };
}

async function listLogStreams(logs: LocalClients['logs'], { logGroup }: Subscription): Promise<LogStream[]> {
  const logStreams: LogStream[] = [];
  for await (const page of paginateDescribeLogStreams({ client: logs }, { logGroupName: logGroup })) {
    logStreams.push(...(page.logStreams ?? []));
  }
  return logStreams;
}

function putChunk(
  kinesis: LocalClients['kinesis'],
  subscription: Subscription,
  logStream: string,
  events: readonly LogEvent[],
): Promise<void> {
  const { owner, logGroup, filterName, isRandom } = subscription;
  const data = dataMessage({ owner, logGroup, logStream, filterName }, events);
  return put(kinesis, subscription, data, isRandom ? randomUUID() : logStream);
}

async function put(
  kinesis: LocalClients['kinesis'],
  { streamArn }: Subscription,
  data: Buffer,
  partitionKey: string,
): Promise<void> {
  const Records = [{ Data: data, PartitionKey: partitionKey }];
  const answer = await kinesis.send(new PutRecordsCommand({ StreamARN: streamArn, Records }));
  if (answer.FailedRecordCount) throw new Error(`${streamArn}: ${answer.Records?.[0]?.ErrorCode}`);
}

/** Events of a log stream that came after the filter was made and are not delivered yet. */
async function readFresh(
  logs: LocalClients['logs'],
  subscription: Subscription,
  logStream: string,
  delivered: ReadonlySet<string>,
): Promise<LogEvent[]> {
  return (await readStream(logs, subscription, logStream))
    .filter(
      ({ eventId = '', ingestionTime = 0 }) => !delivered.has(eventId) && ingestionTime >= subscription.createdAtMs,
    )
    .map(({ eventId = '', timestamp = 0, message = '' }) => ({ id: eventId, timestamp, message }));
}

/** Every event of a log stream that the filter takes. Pages by time: emulators give no token. */
async function readStream(
  logs: LocalClients['logs'],
  subscription: Subscription,
  logStream: string,
): Promise<FilteredLogEvent[]> {
  const events = new Map<string, FilteredLogEvent>();
  for (let startTime = 0; ; ) {
    const { logGroup: logGroupName, pattern: filterPattern } = subscription;
    const query = { logGroupName, logStreamNames: [logStream], filterPattern, startTime, limit: PAGE };
    const page = (await logs.send(new FilterLogEventsCommand(query))).events ?? [];
    const before = events.size;
    for (const event of page) {
      const eventId = event.eventId ?? stableId(event);
      events.set(eventId, { ...event, eventId });
    }
    if (page.length < PAGE || events.size === before) return [...events.values()];
    startTime = page.at(-1)?.timestamp ?? startTime;
  }
}

/** An id for an event without one: the same for equal events of one log stream and millisecond. */
function stableId({ logStreamName, timestamp, message }: FilteredLogEvent): string {
  return createHash('sha256')
    .update(JSON.stringify([logStreamName, timestamp, message]))
    .digest('hex');
}
