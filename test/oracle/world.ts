import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { compressionOf } from '../../shared/log/decode/compression.ts';
import type { DeadLetter } from '../../shared/pipeline/dead-letter/dead-letter.ts';
import type { GetObject, ProgressRow, ProgressTable, PutObject } from '../../shared/pipeline/ports.ts';
import type { Caller, Invocation } from './calls.ts';
import { type Findings, standing } from './findings.ts';
import { idsIn, type SentEntry } from './payloads.ts';
import type { Scenario } from './scenario.ts';

/** The state that outlives an invocation: the bucket, the table and the logs at the destination. */
export interface World {
  readonly scenario: Scenario;
  readonly findings: Findings;
  readonly entryOf: (id: string) => SentEntry | undefined;
  /** Objects by key: dead letters, and a sink's own. */
  readonly objects: Map<string, Buffer>;
  readonly rows: Map<string, ProgressRow>;
}

/** Makes the world of a scenario. */
export function createWorld(scenario: Scenario, findings: Findings): World {
  const all = new Map([...scenario.entries.values()].flat().map((entry) => [entry.id, entry]));
  return { scenario, findings, entryOf: (id) => all.get(id), objects: new Map(), rows: new Map() };
}

/** Takes a log at a target: checks that it belongs there, and that its bytes are the sent ones. */
export function takeText(world: World, invocation: Invocation, target: string, text: string): void {
  const [id = '?'] = idsIn(Buffer.from(text));
  const sent = world.entryOf(id);
  if (sent?.kind !== 'valid') world.findings.violate(`${target} was sent ${id}, which is ${sent?.kind ?? 'unknown'}`);
  else if (sent.text !== text) world.findings.violate(`${target} was sent other bytes for ${id}: ${text}`);
  invocation.arrived.add(standing(id, target));
  world.findings.arrive({ id, target, where: 'delivered' });
}

/** The dead-letter bucket of one invocation. */
export function createBucket(
  world: World,
  invocation: Invocation,
  call: Caller,
): { putObject: PutObject; getObject: GetObject } {
  return {
    putObject: ({ key, body, signal }) =>
      call({
        place: 'bucket',
        name: `PutObject ${key.split('/').slice(0, 4).join('/')}`,
        signal,
        carryOut: () => {
          // A name that holds the hash of its identities can only be written over with the same dead letters.
          if (key.endsWith('.ndjson.gz') && !world.objects.has(key)) takeDeadLetters(world, invocation, body);
          world.objects.set(key, body);
        },
        onAnswerLost: () => {
          if (key.endsWith('.ndjson.gz'))
            world.findings.excuse(
              readDeadLetters(body).flatMap((deadLetter) => standingsOf(world, deadLetter)),
              'answer lost',
            );
        },
      }),
    getObject: ({ key, signal }) =>
      call({ place: 'bucket', name: `GetObject ${key}`, signal, carryOut: () => world.objects.get(key) }),
  };
}

function takeDeadLetters(world: World, invocation: Invocation, body: Buffer): void {
  for (const deadLetter of readDeadLetters(body)) {
    const { target, reason } = deadLetter;
    for (const id of deadLetterIds(world, deadLetter)) {
      world.findings.deadLetters.push({ id, target, reason });
      invocation.arrived.add(standing(id, target));
      world.findings.arrive({ id, target, where: 'dead letter' });
    }
  }
}

function readDeadLetters(body: Buffer): readonly DeadLetter[] {
  return gunzipSync(body)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line): DeadLetter => JSON.parse(line));
}

/** A record that was not looked into stands for all of its entries but those that were settled before. */
function deadLetterIds(world: World, deadLetter: DeadLetter): readonly string[] {
  const { identity, reason, data, dataBase64, target, settled } = deadLetter;
  const sequenceNumber = /[^/]+\/[^/]+\/(\d+)/.exec(identity)?.[1] ?? '';
  if (reason === 'crashed') {
    const ids = (world.scenario.entries.get(sequenceNumber) ?? []).map(({ id }) => id);
    return ids.filter((_, ordinal) => !isInRanges(ordinal, settled?.targets[target] ?? ''));
  }
  const bytes = data === undefined ? Buffer.from(dataBase64 ?? '', 'base64') : Buffer.from(data);
  return [idsIn(reason === 'corrupt_compression' ? bytes : decompressed(bytes))[0] ?? '?'];
}

/** @param ranges as `0-3,7`. */
function isInRanges(ordinal: number, ranges: string): boolean {
  return ranges.split(',').some((range) => {
    const [from = '', to = from] = range.split('-');
    return from !== '' && ordinal >= Number(from) && ordinal <= Number(to);
  });
}

function decompressed(bytes: Buffer): Buffer {
  const compression = compressionOf(bytes);
  if (compression === undefined) return bytes;
  return compression === 'gzip' ? gunzipSync(bytes) : zstdDecompressSync(bytes);
}

function standingsOf(world: World, deadLetter: DeadLetter): readonly string[] {
  return deadLetterIds(world, deadLetter).map((id) => standing(id, deadLetter.target));
}

/** The progress table of one invocation. */
export function createTable(world: World, invocation: Invocation, call: Caller): ProgressTable {
  const { rows } = world;
  const keyOf = ({ progressKey, checkpoint }: Pick<ProgressRow, 'progressKey' | 'checkpoint'>) =>
    `${progressKey}@${checkpoint}`;
  const noting = async <T>(note: () => void, run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      note();
      throw error;
    }
  };
  // A row that could not be read may be written over: all that any row knew is in doubt.
  const doubtAll = () =>
    world.findings.excuseEverywhere(
      [...world.scenario.entries.values()].flat().map(({ id }) => id),
      'progress table away',
    );
  const doubtInvocation = () => world.findings.excuse(invocation.arrived, 'progress table away');
  return {
    query: ({ progressKey, first, last }) => {
      const carryOut = () =>
        [...rows.values()].filter(
          (row) => row.progressKey === progressKey && row.checkpoint <= last && row.last >= first,
        );
      return noting(doubtAll, () => call({ place: 'table', name: 'Query', carryOut }));
    },
    put: (row) => {
      const carryOut = () => {
        invocation.wroteTable = true;
        rows.set(keyOf(row), row);
      };
      return noting(doubtInvocation, () =>
        call({ place: 'table', name: `PutItem ${row.checkpoint.slice(-4)}`, carryOut }),
      );
    },
    remove: (key) => {
      const carryOut = () => {
        invocation.wroteTable = true;
        rows.delete(keyOf(key));
      };
      return call({ place: 'table', name: `DeleteItem ${key.checkpoint.slice(-4)}`, carryOut });
    },
  };
}
