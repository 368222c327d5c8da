import { gunzipSync } from 'node:zlib';
import { decodeMulti } from '@msgpack/msgpack';
import { createDeliver as createFluentDeliver } from '../../services/fluent-sink/deliver.ts';
import type { SendChunks } from '../../services/fluent-sink/forward/forward-client.ts';
import type { Chunk } from '../../services/fluent-sink/forward-chunk.ts';
import { createForwardDeliver } from '../../services/forwarders/deliver.ts';
import { createTarget } from '../../services/forwarders/target.ts';
import { createRouteDeliver } from '../../services/router/deliver.ts';
import { compileRoutes, type Route } from '../../services/router/routes.ts';
import { createTargets } from '../../services/router/targets.ts';
import { createObjectDeliver } from '../../services/s3-sink/deliver.ts';
import type { LogPipelineOptions } from '../../shared/pipeline/log-pipeline.ts';
import type { PutObject, PutRecords, PutResult } from '../../shared/pipeline/ports.ts';
import { standing } from './books.ts';
import type { Caller, Invocation } from './calls.ts';
import type { Dice } from './dice.ts';
import { idsIn } from './payloads.ts';
import { takeText, type World } from './world.ts';

/** The hands a sink has in one invocation. */
export interface SinkHands {
  readonly world: World;
  readonly invocation: Invocation;
  readonly call: Caller;
  readonly dice: Dice;
}

/** A service as the oracle drives it: its own `deliver` on a simulated destination. */
export interface OracleSink {
  readonly name: string;
  readonly build: (hands: SinkHands) => Pick<LogPipelineOptions, 'deliver' | 'selectTargets' | 'pickPaths' | 'recall'>;
  /** Targets at which a valid log of the type must end. */
  readonly targetsOf: (logType: string) => readonly string[];
}

const putRecordsTo =
  ({ world, invocation, call, dice }: SinkHands, nameOf: (target: string) => string): PutRecords =>
  ({ target, records, signal }) => {
    const taken: string[] = [];
    const take = (data: Buffer): PutResult => {
      const text = data.toString().replace(/\n$/, '');
      const [id = '?'] = idsIn(data);
      const isRefused = world.scenario.poison.has(id) || dice.chance(world.scenario.rates.entryRefused);
      if (isRefused) return { status: 'failed', code: 'InternalFailure', message: 'internal service failure' };
      taken.push(standing(id, nameOf(target)));
      takeText(world, invocation, nameOf(target), text);
      return { status: 'ok' };
    };
    return call({
      place: 'destination',
      name: `PutRecords ${target} ${records.flatMap(({ data }) => idsIn(data)).join(' ')}`,
      signal,
      carryOut: () => records.map(({ data }) => take(data)),
      onAnswerLost: () => world.books.excuse(taken, 'answer lost'),
    });
  };

const forwarder: OracleSink = {
  name: 'forwarder',
  targetsOf: () => ['-'],
  build: (hands) => {
    const put = putRecordsTo(hands, () => '-');
    const target = { kind: 'kinesis', name: 'out', maxRecordKib: 1024 } as const;
    const ports = { putRecords: put, putRecordBatch: put, random: hands.dice.roll };
    return { deliver: createForwardDeliver(createTarget({ target, partitionKey: 'source' }, ports)) };
  },
};

const ROUTES: readonly Route[] = [
  { name: 'all', types: ['app', 'access'], target: 'kinesis:all', maxRecordKib: 1024 },
  { name: 'app', types: ['app'], target: 'firehose:app', maxRecordKib: 1024 },
];

const router: OracleSink = {
  name: 'router',
  targetsOf: (logType) => ROUTES.filter(({ types }) => types.includes(logType)).map(({ target }) => target),
  build: (hands) => {
    const targets = createTargets(ROUTES, {
      putRecords: putRecordsTo(hands, (name) => `kinesis:${name}`),
      putRecordBatch: putRecordsTo(hands, (name) => `firehose:${name}`),
      partitionKey: ({ logId }) => logId,
    });
    return { deliver: createRouteDeliver(targets), ...compileRoutes(ROUTES, []) };
  },
};

const putObjectTo =
  ({ world, invocation, call }: SinkHands): PutObject =>
  ({ key, body, signal }) => {
    const texts = gunzipSync(body).toString().trimEnd().split('\n');
    return call({
      place: 'destination',
      name: `PutObject ${texts.flatMap((text) => idsIn(Buffer.from(text))).join(' ')}`,
      signal,
      carryOut: () => {
        // The same slice has the same name: writing it again is no repeat.
        const isNew = !world.objects.get(key)?.equals(body);
        if (world.objects.has(key) && isNew) world.books.violate(`${key} was written over with other logs`);
        if (isNew) for (const text of texts) takeText(world, invocation, '-', text);
        world.objects.set(key, body);
      },
      onAnswerLost: () =>
        world.books.excuse(
          texts.flatMap((text) => idsIn(Buffer.from(text))).map((id) => standing(id, '-')),
          'answer lost',
        ),
    });
  };

const s3Sink: OracleSink = {
  name: 's3-sink',
  targetsOf: () => ['-'],
  build: (hands) => {
    const settings = { bucket: 'archive', prefix: 'logs', layout: 'baikonur', gzipLevel: 1, maxGroups: 4 } as const;
    return { deliver: createObjectDeliver(putObjectTo(hands), settings) };
  },
};

/** A receiver that takes chunks one after the other and closes the connection at the first that fails. */
const sendChunksTo =
  ({ world, invocation, call }: SinkHands): SendChunks =>
  async (chunks, { signal }) => {
    const confirmed = new Set<Chunk>();
    const suspects = new Set<Chunk>();
    const failures: string[] = [];
    for (const chunk of chunks) {
      const texts = [...decodeMulti(chunk.entries)].map(
        (entry) => (entry as [unknown, { message: string }])[1].message,
      );
      const ids = texts.flatMap((text) => idsIn(Buffer.from(text)));
      try {
        const isTaken = await call({
          place: 'destination',
          name: `Forward ${ids.join(' ')}`,
          signal,
          carryOut: () => {
            if (ids.some((id) => world.scenario.poison.has(id))) return false;
            for (const text of texts) takeText(world, invocation, '-', text);
            return true;
          },
          onAnswerLost: () =>
            world.books.excuse(
              ids.map((id) => standing(id, '-')),
              'answer lost',
            ),
        });
        if (!isTaken) {
          suspects.add(chunk);
          throw new Error('closed the connection before its ack');
        }
        confirmed.add(chunk);
      } catch (error) {
        failures.push((error as Error).message);
        break;
      }
    }
    return { confirmed, suspects, tried: !signal.aborted || failures.length > 0, failures };
  };

const fluentSink: OracleSink = {
  name: 'fluent-sink',
  targetsOf: () => ['-'],
  build: (hands) => {
    const chunks = {
      label: 'test',
      record: 'message',
      time: 'event',
      maxChunkBytes: 1000,
      maxChunkEntries: 4,
    } as const;
    const countUnconfirmed = (): void => undefined;
    return { deliver: createFluentDeliver({ chunks, send: sendChunksTo(hands), requireAck: true, countUnconfirmed }) };
  },
};

/** Every sink that the oracle knows. */
export const SINKS: readonly [OracleSink, ...OracleSink[]] = [forwarder, router, s3Sink, fluentSink];
