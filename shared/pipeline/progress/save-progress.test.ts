import { rejected, retryable } from '../outcome.ts';
import { judgedBatch } from '../testing/batches.ts';
import { sequenceNumberAt } from '../testing/kinesis-events.ts';
import { testLog, testResult } from '../testing/results.ts';
import type { LoadedRow, ProgressPlan } from './plan-progress.ts';
import { saveProgress } from './save-progress.ts';

const ROW: LoadedRow = {
  checkpoint: sequenceNumberAt(0),
  starts: 0,
  progress: new Map([[sequenceNumberAt(0), { entries: 1, settled: new Map(), attempts: new Map() }]]),
};
const NOW_MS = 7_000;
const AWAY = testResult(0, { outcome: retryable('destination', 'HTTP 503') });

/** Saves a batch; tells what was asked of the store. */
async function save(
  batch: Parameters<typeof judgedBatch>[0],
  { load = async () => [ROW], problems = [] }: { load?: () => Promise<LoadedRow[]>; problems?: readonly string[] } = {},
) {
  const saved: { plan: ProgressPlan; error: string }[] = [];
  let loads = 0;
  const stage = saveProgress(
    {
      load: () => {
        loads++;
        return load();
      },
      markStart: async () => ROW,
      save: async (_key, plan, error) => {
        saved.push({ plan, error });
        return { problems };
      },
    },
    () => NOW_MS,
  );
  const entryCounts = () => new Map([0, 1].map((position) => [sequenceNumberAt(position), 1]));
  return { batch: await stage(judgedBatch({ entryCounts, ...batch })), saved, loads };
}

describe('saveProgress', () => {
  it('asks nothing of the table where all is settled and no row is left', async () => {
    const { batch, saved, loads } = await save({ results: [testResult(0, { outcome: rejected('bad_time', 'x') })] });
    expect({ saved, loads }).toEqual({ saved: [], loads: 0 });
    expect(batch).toMatchObject({ progressTruncated: false });
    expect(batch).not.toHaveProperty('checkpoint');
  });

  it('keeps confirmed deliveries beyond the checkpoint, with the reason of the hold', async () => {
    const { batch, saved } = await save({ results: [AWAY], confirmed: [{ target: '-', logs: [testLog(1)] }] });
    expect(saved).toMatchObject([{ plan: { checkpoint: sequenceNumberAt(0), remove: [] }, error: 'HTTP 503' }]);
    expect([...(saved[0]?.plan.keep?.keys() ?? [])]).toEqual([sequenceNumberAt(1)]);
    expect(batch).toMatchObject({ checkpoint: sequenceNumberAt(0), confirmed: [], progressTruncated: false });
    expect(batch.results.map(({ outcome }) => outcome.status)).toEqual(['retryable', 'delivered']);
  });

  it('removes the row of a batch that is settled now', async () => {
    const { batch, saved } = await save({ results: [testResult(0)], rows: [ROW] });
    expect(saved).toEqual([{ plan: { remove: [ROW] }, error: 'not decoded yet' }]);
    expect(batch).not.toHaveProperty('checkpoint');
  });

  it('stops at a record that is not decoded yet', async () => {
    const cutAt = sequenceNumberAt(1);
    const { batch, saved } = await save({ decoded: { controlMessages: 0, bytesIn: 0, cutAt } });
    expect(saved).toEqual([{ plan: { checkpoint: cutAt, remove: [] }, error: 'not decoded yet' }]);
    expect(batch.checkpoint).toBe(cutAt);
  });

  it('removes the row of a hold that it wrote, also where a healthy batch reads no rows', async () => {
    const plans: ProgressPlan[] = [];
    let loads = 0;
    const load = async () => {
      loads++;
      return [ROW];
    };
    const store = {
      load,
      markStart: async () => ROW,
      save: async (_key: string, plan: ProgressPlan) => {
        plans.push(plan);
        return { problems: [] };
      },
    };
    const stage = saveProgress(store, () => NOW_MS);
    const entryCounts = () => new Map([[sequenceNumberAt(0), 1]]);
    await stage(judgedBatch({ entryCounts, results: [AWAY], rows: [] }));
    for (let healthy = 0; healthy < 2; healthy++) {
      await stage(judgedBatch({ entryCounts, results: [testResult(0)], rows: [] }));
    }
    expect(plans).toMatchObject([{ hold: { sinceMs: 0, triedAtMs: NOW_MS } }, { remove: [ROW] }]);
    expect(loads).toBe(1);
  });

  it.each([
    ['reads rows again that could not be read', async () => [ROW], [ROW]],
    ['goes on without them', () => Promise.reject(new Error('away')), []],
  ])('%s, and says that progress may be truncated', async (_name, load, remove) => {
    const { batch, saved, loads } = await save({ results: [AWAY], rows: undefined }, { load });
    expect(loads).toBe(1);
    expect(saved).toMatchObject([{ plan: { remove } }]);
    expect(batch.progressTruncated).toBe(true);
  });

  it('reports what could not be written', async () => {
    const { batch } = await save({ results: [AWAY], problems: ['earlier'] }, { problems: ['not written'] });
    expect(batch).toMatchObject({ problems: ['earlier', 'not written'], progressTruncated: true });
  });
});
