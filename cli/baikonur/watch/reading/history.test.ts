import { join } from 'node:path';
import { MANIFESTS } from '../../../../services/manifests.ts';
import { loadTopology } from '../../../../shared/deploy/topology/read-config.ts';
import { type AuditSource, PERIOD_MS, type Series } from '../../audit/figures.ts';
import { readHistory } from './history.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const TOPOLOGY = loadTopology(MANIFESTS, 'dev', ROOT);
const NOW_MS = Date.parse('2026-11-28T14:02:00Z');
const FIRST_MS = Date.parse('2026-11-28T13:05:00Z');
const PERIODS = Array.from({ length: 12 }, (_, index) => FIRST_MS + index * PERIOD_MS);

function seriesOf(number: (index: number) => number): Series {
  return new Map(PERIODS.map((atMs, index) => [atMs, { sum: number(index), max: number(index) }]));
}

/** A stage in which ten logs go through each hop in each period; s3-sink loses three in the fifth. */
function source(fail?: string): AuditSource & { readonly most: () => number } {
  let [open, most] = [0, 0];
  return {
    most: () => most,
    ofFunction: async ({ name, targets }) => {
      open++;
      most = Math.max(most, open);
      await new Promise(setImmediate);
      open--;
      if (name === fail) throw new Error(`${name} could not be read`);
      const settled = seriesOf((index) => (name.includes('s3-sink') && index === 4 ? 7 : 10));
      const ten = seriesOf(() => 10);
      return new Map([
        ...[...targets.map((target) => `LogsDelivered ${target}`), 'LogsDelivered'].map((one) => [one, ten] as const),
        ['RecordsSettled', settled],
        ['LogsSettled', settled],
      ]);
    },
    arrivals: async () => seriesOf(() => 10),
    causes: async () => [],
  };
}

describe('the history of a stage', () => {
  it('has the series that the audit is made of, and its steps', async () => {
    const history = await readHistory(TOPOLOGY, source(), NOW_MS);
    expect(history.periods).toEqual(PERIODS.map((atMs) => new Date(atMs).toISOString()));
    expect(history.balanced).toBe(false);
    const hop = history.hops.find(({ stream }) => stream === 'stream:archive');
    expect(hop).toMatchObject({
      label: 'router-route > archive > s3-sink-sink',
      reader: 'function:s3-sink-sink',
      written: PERIODS.map(() => 10),
      balance: [0, 0, 0, 0, 3, 3, 3, 3, 3, 3, 3, 3],
      steps: [{ at: '2026-11-28T13:25:00.000Z', size: 3, causes: [] }],
    });
    expect(history.hops.filter(({ steps }) => steps.length > 0)).toEqual([hop]);
    expect(history.functions.map(({ node }) => node)).toEqual(TOPOLOGY.functions.map(({ id }) => `function:${id}`));
    expect(history.functions[0]).toMatchObject({ delivered: PERIODS.map(() => 10), mismatches: 0 });
  });

  it('asks for a few functions at a time', async () => {
    const [fn] = TOPOLOGY.functions;
    const functions = Array.from(
      { length: 50 },
      (_, index) => ({ ...fn, name: `f-${index}` }) as NonNullable<typeof fn>,
    ); // there is one
    const asked = source();
    await readHistory({ ...TOPOLOGY, functions }, asked, NOW_MS);
    expect(asked.most()).toBe(8);
  });

  it('fails as a whole where one of them cannot be read', async () => {
    const name = TOPOLOGY.functions[0]?.name ?? '';
    await expect(readHistory(TOPOLOGY, source(name), NOW_MS)).rejects.toThrow(`${name} could not be read`);
  });
});
