import type { CpuRow } from '../baikonur/plan/cpu.ts';

const ROW = /^\| ([\w-]+) \| (plain|plain-small) \| ([\d.]+) \| .* \| ([\d.]+) \| ([\d.]+) \|$/gm;
/** The floor's own work, which no function does alone. */
const NO_FUNCTION = 'decode-validate-group';
const LOGS: Readonly<Record<string, number>> = { plain: 1000, 'plain-small': 5000 };

/** The rows of the table in docs/performance.md that `baikonur plan` counts with: plain logs, once each work. */
export function readCpuRows(page: string): CpuRow[] {
  return [...page.matchAll(ROW)].flatMap(([, work = '', batch = '', cpuMs, mbIn, mbOut]) =>
    work === NO_FUNCTION
      ? []
      : { work, batch, logs: LOGS[batch] ?? 0, cpuMs: Number(cpuMs), mbIn: Number(mbIn), mbOut: Number(mbOut) },
  );
}
