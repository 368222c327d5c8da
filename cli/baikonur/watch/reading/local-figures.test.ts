import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MANIFESTS } from '../../../../services/manifests.ts';
import { loadTopology } from '../../../../shared/deploy/topology/read-config.ts';
import { PERIOD_MS } from '../../audit/figures.ts';
import { createArrivalTail } from './arrival-tail.ts';
import { figuresOfLocal } from './local-figures.ts';
import { tailFiles } from './summary-tail.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const TOPOLOGY = loadTopology(MANIFESTS, 'local', ROOT);
const NOW_MS = Date.parse('2026-11-28T14:01:00Z');
const ROUTER = 'baikonur-local-router-route';
const ROUTER_STREAM = 'baikonur-local-router';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watch-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A summary line as a function prints it, so many seconds ago. */
function summaryLine(secondsAgo: number, counts: Readonly<Record<string, unknown>>): string {
  const zero = { received: 0, delivered: 0, filtered: 0, rejected: 0, retryable: 0, alreadyDelivered: 0 };
  const summary = { ...zero, controlMessages: 0, targets: {}, oldestLogAgeMs: 0, ...counts };
  const timestamp = new Date(NOW_MS - secondsAgo * 1000).toISOString();
  return JSON.stringify({ message: 'batch settled', timestamp, summary });
}

describe('figures of a local AWS', () => {
  it('are of the summary lines: 15 minutes for counts, seconds for rates', async () => {
    const lines = [
      summaryLine(16 * 60, { received: 1_000, delivered: 1_000 }),
      summaryLine(120, { received: 10, delivered: 9, rejected: 1, oldestLogAgeMs: 9_000 }),
      'START RequestId: 1 süß',
      summaryLine(5, { received: 20, delivered: 15, filtered: 5, oldestLogAgeMs: 700 }),
    ];
    await writeFile(join(folder, `${ROUTER}.log`), `${lines.join('\n')}\n`);
    const read = figuresOfLocal(
      tailFiles(folder),
      createArrivalTail(async () => []),
    );
    const { figures, rates } = await read(TOPOLOGY, NOW_MS);
    expect(figures.get(ROUTER)).toEqual({
      recent: { received: 30, delivered: 24, filtered: 5, rejected: 1, retryable: 0 },
      lagMs: 700,
    });
    expect(rates.functions.get(ROUTER)).toEqual({ received: 2, delivered: 1.5, rejected: 0, targets: new Map() });
    expect([...figures.keys()]).toEqual(TOPOLOGY.functions.map(({ name }) => name));
  });

  it('read each byte once, also of a line that is printed in two parts', async () => {
    const path = join(folder, `${ROUTER}.log`);
    const line = `${summaryLine(1, { received: 7, note: 'süß' })}\n`;
    const bytes = Buffer.from(line);
    const cut = bytes.indexOf(0xc3) + 1;
    const readNew = tailFiles(folder);
    const counts: number[] = [];
    for (const part of [bytes.subarray(0, cut), bytes.subarray(cut), Buffer.from(line), Buffer.alloc(0)]) {
      await appendFile(path, part);
      counts.push((await readNew(ROUTER, 0)).length);
    }
    expect(counts).toEqual([0, 1, 1, 0]);
  });

  it('read the end of a file that is very long, and a file that was written anew', async () => {
    const path = join(folder, `${ROUTER}.log`);
    const readNew = tailFiles(folder);
    await writeFile(path, `${'x'.repeat(17 * 1024 * 1024)}\n${summaryLine(1, { received: 1 })}\n`);
    expect(await readNew(ROUTER, 0)).toMatchObject([{ received: 1 }]);
    await writeFile(path, `${summaryLine(1, { received: 2 })}\n`);
    expect(await readNew(ROUTER, 0)).toMatchObject([{ received: 2 }]);
    expect(await readNew('no-such-function', 0)).toEqual([]);
  });

  it('count what arrives on a stream, each record once, with two readings at a time', async () => {
    const arrived = [[NOW_MS - PERIOD_MS - 1_000, NOW_MS - 2_000], [NOW_MS - 1_000], []];
    const tail = createArrivalTail(async (stream) => (stream === ROUTER_STREAM ? (arrived.shift() ?? []) : []));
    const read = figuresOfLocal(async () => [], tail);
    const range = { fromMs: NOW_MS - 2 * PERIOD_MS, toMs: NOW_MS + PERIOD_MS };
    const [first, series] = await Promise.all([read(TOPOLOGY, NOW_MS), tail.series(ROUTER_STREAM, range)]);
    expect(first.rates.incoming.get(ROUTER_STREAM)).toBe(0.1);
    expect(first.incoming.get(ROUTER_STREAM)).toBeCloseTo(2 / 900);
    expect([...series.values()].map(({ sum }) => sum)).toEqual([1, 1]);
    const next = await read(TOPOLOGY, NOW_MS);
    expect(next.rates.incoming.get(ROUTER_STREAM)).toBe(0.2);
  });

  it('leave out streams where there are too many to follow', async () => {
    const tail = createArrivalTail(async () => [NOW_MS]);
    expect(
      await tail.counts(
        Array.from({ length: 21 }, (_, index) => `s-${index}`),
        NOW_MS,
      ),
    ).toEqual(new Map());
  });
});
