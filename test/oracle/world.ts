import { gunzipSync } from 'node:zlib';
import type { DeadLetter } from '../../shared/pipeline/dead-letter/dead-letter.ts';
import type { GetObject, ProgressRow, ProgressTable, PutObject } from '../../shared/pipeline/ports.ts';
import { type Books, standing } from './books.ts';
import type { Caller, Invocation } from './calls.ts';
import { idsIn, type SentEntry } from './payloads.ts';
import type { Scenario } from './scenario.ts';

/** What outlives an invocation: the bucket, the table and what the destination has taken. */
export interface World {
  readonly scenario: Scenario;
  readonly books: Books;
  readonly entryOf: (id: string) => SentEntry | undefined;
  /** Objects by key: dead letters, and a sink's own. */
  readonly objects: Map<string, Buffer>;
  readonly rows: Map<string, ProgressRow>;
}

/** Makes the world of a scenario. */
export function createWorld(scenario: Scenario, books: Books): World {
  const all = new Map([...scenario.entries.values()].flat().map((entry) => [entry.id, entry]));
  return { scenario, books, entryOf: (id) => all.get(id), objects: new Map(), rows: new Map() };
}

/** Takes a log at a target: checks that it belongs there, and that its bytes are the sent ones. */
export function takeText(world: World, invocation: Invocation, target: string, text: string): void {
  const [id = '?'] = idsIn(Buffer.from(text));
  const sent = world.entryOf(id);
  if (sent?.kind !== 'valid') world.books.violate(`${target} was sent ${id}, which is ${sent?.kind ?? 'unknown'}`);
  else if (sent.text !== text) world.books.violate(`${target} was sent other bytes for ${id}: ${text}`);
  invocation.arrived.add(standing(id, target));
  world.books.arrive({ id, target, where: 'delivered' });
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
          // A name that holds the hash of its identities can only be written over with the same letters.
          if (key.endsWith('.ndjson.gz') && !world.objects.has(key)) takeLetters(world, invocation, body);
          world.objects.set(key, body);
        },
        onAnswerLost: () => {
          if (key.endsWith('.ndjson.gz')) world.books.excuse(readLetters(body).map(letterStanding), 'answer lost');
        },
      }),
    getObject: ({ key, signal }) =>
      call({ place: 'bucket', name: `GetObject ${key}`, signal, carryOut: () => world.objects.get(key) }),
  };
}

function takeLetters(world: World, invocation: Invocation, body: Buffer): void {
  for (const letter of readLetters(body)) {
    const id = letterId(letter);
    world.books.letters.push({ id, target: letter.target, reason: letter.reason });
    invocation.arrived.add(standing(id, letter.target));
    world.books.arrive({ id, target: letter.target, where: 'letter' });
  }
}

function readLetters(body: Buffer): readonly DeadLetter[] {
  return gunzipSync(body)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line): DeadLetter => JSON.parse(line));
}

function letterId({ data, dataBase64 }: DeadLetter): string {
  return idsIn(data === undefined ? Buffer.from(dataBase64 ?? '', 'base64') : Buffer.from(data))[0] ?? '?';
}

function letterStanding(letter: DeadLetter): string {
  return standing(letterId(letter), letter.target);
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
    world.books.excuseEverywhere(
      [...world.scenario.entries.values()].flat().map(({ id }) => id),
      'progress table away',
    );
  const doubtInvocation = () => world.books.excuse(invocation.arrived, 'progress table away');
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
