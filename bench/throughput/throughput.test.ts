import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MANIFESTS } from '../../services/manifests.ts';
import { loadTopology } from '../../shared/deploy/topology/read-config.ts';
import { SUMMARY_MESSAGE } from '../../shared/observability/observe-batches.ts';
import { cpuBetween, readFunctionCpu } from './function-cpu.ts';
import { monthCosts } from './month-cost.ts';
import { lastSummaryAtMs } from './send-round.ts';

describe('CPU time of functions', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cpu-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is the sum of their processes, in ms', async () => {
    const files = {
      'app-local-router.17.cpu': '1500',
      'app-local-router.18.cpu': '      500',
      'app-local-router.log': '{}',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    await expect(readFunctionCpu(folder)).resolves.toEqual(new Map([['app-local-router', 2]]));
  });

  it('between two readings counts a new process from its start', () => {
    const before = new Map([['a', 10]]);
    const after = new Map([
      ['a', 25],
      ['b', 5],
    ]);
    expect(cpuBetween(before, after)).toEqual(
      new Map([
        ['a', 15],
        ['b', 5],
      ]),
    );
  });
});

describe('the end of a round', () => {
  const line = (timestamp: string, message: string) => JSON.stringify({ timestamp, message, summary: {} });

  it('is the last summary line, whatever is printed after it', () => {
    const lines = [
      line('2026-11-28T00:00:02.250Z', SUMMARY_MESSAGE),
      line('2026-11-28T00:00:01.000Z', SUMMARY_MESSAGE),
      line('2026-11-28T00:00:09.000Z', 'another'),
      'no JSON',
    ];
    expect(lastSummaryAtMs(lines)).toBe(Date.UTC(2026, 10, 28, 0, 0, 2, 250));
  });
});

describe('the cost of a month at 1 TiB a day', () => {
  const topology = loadTopology(MANIFESTS, 'local', join(import.meta.dirname, '../..'));
  const router = topology.functions.find(({ service }) => service === 'router');
  const costs = (msPerGib: number) => monthCosts(topology, 1000, new Map([[router?.id ?? '', msPerGib]]));

  it('has the compute of the CPU time that was measured, and the bench for the others', () => {
    const { byBench, byMeasured } = costs(0);
    expect(byMeasured.compute).toBeGreaterThan(0);
    expect(byMeasured.compute).toBeLessThan(byBench.compute);
    expect(byMeasured.perMonth - byMeasured.compute).toBeCloseTo(byBench.perMonth - byBench.compute, 1);
  });

  // 30.4 days of 1,024 GiB; slower by 1,769/1,024 with 1 GB of memory
  it('adds 1,024 × 730/24 GiB × 10 s × 1769/1024 × $0.0000133334 for 10 s a GiB', () => {
    const added = costs(10_000).byMeasured.compute - costs(0).byMeasured.compute;
    expect(added).toBeCloseTo(1024 * (730 / 24) * 10 * (1769 / 1024) * 0.0000133334, 1);
  });
});
