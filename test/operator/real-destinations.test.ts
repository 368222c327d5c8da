import { mkdtempSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFluentServer } from '../../local/fluent-receivers/start-fluent-server.ts';
import type { DestinationContents } from '../../local/ledger/destination-contents.ts';
import { writeConfig } from '../../local/search/search-config.ts';
import { MANIFESTS } from '../../services/manifests.ts';
import { loadTopology } from '../../shared/deploy/topology/read-config.ts';
import { shortOrLong } from '../exhaustive.ts';
import { eventually } from '../integration/eventually.ts';
import { type Choice, chooseEngineHere } from '../search/engine-under-test.ts';
import { describeOnAws } from './describe-on-aws.ts';
import {
  archived,
  documents,
  editFile,
  log,
  messages,
  PREFIX,
  SERVICES,
  sinkEdits,
  startWorld,
  TIME,
  type World,
} from './real-world.ts';

const START_MS = 400_000;
const LIMIT_MS = 240_000;
const LOGS = shortOrLong(50, 600);

function describeReal(choice: Exclude<Choice, { status: 'leaveOut' }>): void {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(choice);
  }, START_MS);
  afterAll(() => world?.stop(), START_MS);
  describeSearch(() => world);
  describeFluent(() => world);
  describeReplay(() => world);
  describeOnAws(() => world);
  describeStatus(() => world);
}

function describeSearch(world: () => World): void {
  it(
    'redrive into es-sink: the documents that failed are there, no other reader has anything, and twice leaves the same',
    async () => {
      const index = `${PREFIX}-search.clash-`;
      await world().stack.put('search', [log('search.clash', 'first', { n: 1 })]);
      await documents(world(), index, 1);
      const ids = ['a', 'ß/ü #?%', '😀'];
      await world().stack.put(
        'search',
        ids.map((id) => log('search.clash', id, { n: 'no number' })),
      );
      await world().stack.untilRejected('es-sink', 'search.clash', 3);
      const before = await world().stack.contents();
      const redrive = ['redrive', '--function', 'es-sink', '--edit', editFile(world(), { n: 2 }), '--run', '--yes'];
      const first = await world().stack.document(...redrive);
      expect(first).toMatchObject({ code: 0, delivered: 3, rejectedAgain: 0, left: 0, sentAgain: 0, problems: [] });
      const stored = await documents(world(), index, 4);
      expect(
        Object.keys(stored)
          .map((key) => key.slice(key.indexOf('/') + 1))
          .sort(),
      ).toEqual([...ids, 'first'].sort());
      expect(elsewhere(await world().stack.contents())).toEqual(elsewhere(before));

      expect(await world().stack.restore(String(first['run']))).toBeGreaterThan(0);
      expect(await world().stack.document(...redrive)).toMatchObject({
        code: 0,
        delivered: 0,
        alreadyDelivered: 3,
        left: 0,
      });
      expect(await documents(world(), index, 4)).toEqual(stored);
    },
    LIMIT_MS,
  );
}

function describeFluent(world: () => World): void {
  it(
    'redrive into fluent-sink: the receiver has each log once for each run, and stops with the reason while it is away',
    async () => {
      await world().stack.put(
        'fluent',
        [1, 2, 3].map((n) => log('fluent.late', `${n}`, { time: 'nonsense' })),
      );
      await world().stack.untilRejected('fluent-sink', 'fluent.late', 3);
      const before = await world().stack.contents();
      const redrive = [
        'redrive',
        '--function',
        'fluent-sink',
        '--edit',
        editFile(world(), { time: TIME }),
        '--run',
        '--yes',
      ];
      const { port } = world().receiver;
      await world().receiver.stop('SIGKILL');
      const away = await world().stack.document(...redrive);
      expect(away).toMatchObject({
        code: 1,
        delivered: 0,
        moved: 0,
        stoppedBecause: expect.stringContaining('REFUSED'),
      });
      // No attempt is counted, and no further dead letter is written.
      expect((await world().stack.contents()).deadLetters).toEqual(before.deadLetters);
      world().receiver = await startFluentServer({ directory: world().folder, port });

      const first = await world().stack.document(...redrive);
      expect(first).toMatchObject({ code: 0, delivered: 3, left: 0 });
      const expected = [1, 2, 3].map((n) => log('fluent.late', `${n}`, {}));
      expect(await messages(world())).toEqual(expected);
      expect(elsewhere(await world().stack.contents())).toEqual(elsewhere(before));
      // A receiver of Fluent does not know repeats: run twice, it has them twice.
      expect(await world().stack.restore(String(first['run']))).toBe(1);
      expect(await world().stack.document(...redrive)).toMatchObject({ code: 0, delivered: 3 });
      expect(await messages(world())).toEqual([...expected, ...expected].sort());
    },
    LIMIT_MS,
  );
}

function describeReplay(world: () => World): void {
  it.each([
    ['here', 'search.day', []],
    ['on AWS', 'search.remote', ['--on-aws']],
  ])(
    'replay %s of a day and type after its index was deleted: the same documents, ids and count',
    async (_name, type, options) => {
      const index = `${PREFIX}-${type}-`;
      const texts = Array.from({ length: LOGS }, (_, n) => log(type, `${type}-${n}`, { n, text: `ログ ${n}` }));
      const otherDay = log(type, 'other', { time: '2026-11-19T10:00:00Z' });
      await world().stack.put('router', [...texts, otherDay]);
      const stored = await documents(world(), index, LOGS + 1);
      const isArchived = async () => archived(await world().stack.contents(), type) === LOGS + 1 || undefined;
      await eventually(isArchived, 90_000);
      const before = await world().stack.contents();
      await world().api.send('DELETE', `/${index}20261120`);
      const left = await documents(world(), index, 1);
      expect(Object.keys(left)).toEqual([expect.stringMatching(/20261119\/other$/)]);

      const day = ['--since', '2026-11-20', '--until', '2026-11-21'];
      const replay = ['replay', '--type', type, ...day, '--to', 'es-sink', '--run', '--yes', ...options];
      const first = await world().stack.document(...replay);
      expect(first).toMatchObject({ code: 0, delivered: LOGS, sentAgain: 0, problems: [] });
      expect(await documents(world(), index, LOGS + 1)).toEqual(stored);
      // A second run finds all of them.
      const second = await world().stack.document(...replay);
      expect(second).toMatchObject({ code: 0, delivered: 0, alreadyDelivered: LOGS });
      expect(await documents(world(), index, LOGS + 1)).toEqual(stored);
      const after = await world().stack.contents();
      expect([elsewhere(after), after.archive, after.deadLetters]).toEqual([
        elsewhere(before),
        before.archive,
        before.deadLetters,
      ]);
      expect(await world().stack.document('find', `${type}-7`, '--type', type, ...day)).toMatchObject({
        code: 0,
        places: [
          { kind: 'archive', logId: `${type}-7`, time: '2026-11-20T10:00:00.000Z' },
          { kind: 'index', index: `${index}20261120`, id: `${type}-7` },
        ],
      });
    },
    LIMIT_MS,
  );
}

function describeStatus(world: () => World): void {
  it('status knows the new functions', async () => {
    const { functions } = await world().stack.document('status');
    expect(functions).toEqual(
      expect.arrayContaining(['es-sink', 'fluent-sink'].map((service) => expect.objectContaining({ service }))),
    );
  });
}

function elsewhere({ streams, delivery, onFailure }: DestinationContents) {
  return { streams, delivery, onFailure };
}

it('the configuration with both sinks is valid', async () => {
  const root = mkdtempSync(join(tmpdir(), 'operator-config-'));
  await writeConfig(root, sinkEdits('http://127.0.0.1:9200', '127.0.0.1:24224'));
  const { functions } = loadTopology(MANIFESTS, 'local', root);
  await rm(root, { recursive: true });
  expect(functions.map(({ service }) => service)).toEqual(
    expect.arrayContaining([...SERVICES].filter((name) => name !== 'operator')),
  );
});

const choice = chooseEngineHere();
if (choice.status === 'leaveOut') writeSync(2, `\nLEFT OUT: ${choice.reason}\n\n`);
else {
  describe('what a person puts back, on the local AWS, into a real search engine and a real Fluent receiver', () =>
    describeReal(choice));
}
