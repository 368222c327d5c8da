import { printable } from '../../../shared/log/printable.ts';
import { countText } from '../operator/quantity.ts';
import { renderTable } from '../operator/table.ts';
import type { Paint } from '../output/paint.ts';
import type { Audit, AuditedHop, AuditStep } from './audit.ts';

/** Options of {@link printAudit}. */
export interface AuditPrint {
  /** Short names for those on AWS. */
  readonly shorten: (name: string) => string;
  readonly paint: Paint;
  /** Columns of the terminal. */
  readonly width?: number | undefined;
}

/** An audit for people: the verdict, each hop, its steps, then the functions. */
export function printAudit(audit: Audit, { shorten, paint, width }: AuditPrint): readonly string[] {
  const { hops, functions } = audit;
  const numbers = ['delivered', 'settled', 'difference', 'inFlight'] as const;
  const heads = { delivered: 'written', settled: 'settled', difference: 'difference', inFlight: 'in flight' };
  const hopName = ({ writer, stream, reader }: AuditedHop): string =>
    [writer.function, stream, reader].map((name) => name.split(', ').map(shorten).join(', ')).join(' > ');
  const counts = ['settled', 'delivered', 'filtered', 'rejected', 'redriven', 'other'] as const;
  return [
    verdict(audit, paint),
    '',
    ...renderTable(
      [
        { head: 'hop', text: hopName, isName: true },
        ...numbers.map((name) => ({
          head: heads[name],
          text: (hop: AuditedHop) => String(hop[name]),
          align: 'right' as const,
        })),
      ],
      hops,
      width,
    ),
    ...hops.flatMap((hop) =>
      hop.steps.flatMap((step) => stepLines(hopName(hop), step, shorten).map((line) => paint('red', line))),
    ),
    '',
    ...renderTable(
      [
        { head: 'function', text: ({ name }: (typeof functions)[number]) => shorten(name), isName: true },
        ...counts.map((name) => ({
          head: name,
          text: (fn: (typeof functions)[number]) => String(fn[name]),
          align: 'right' as const,
        })),
      ],
      functions,
      width,
    ),
    ...functions
      .filter(({ mismatches }) => mismatches > 0)
      .map(({ name, mismatches }) =>
        paint(
          'red',
          `${shorten(name)}: the ledger of ${countText(mismatches, 'invocation')} does not match. Runbook: docs/runbooks/ledger-mismatch.md`,
        ),
      ),
    ...audit.notLookedAt.map(({ what, why }) => `not looked at: ${what}: ${why}`),
  ];
}

const NO_LOGS = 'did logs arrive, and is the stage deployed, in this Region and account? `baikonur status` shows it';

function verdict({ balanced, hops, from, to }: Audit, paint: Paint): string {
  const range = `${from} to ${to}`;
  const inFlight = sumOf(hops.map((hop) => hop.inFlight));
  const but = inFlight === 0 ? '' : `, but ${inFlight} in flight: \`baikonur status\` shows what is held`;
  if (balanced && hops.every(({ delivered, settled }) => delivered === 0 && settled === 0)) {
    return paint('yellow', `even, but nothing was written and nothing settled: ${NO_LOGS} (${range})`);
  }
  if (balanced) return paint('green', `even: every hop settled what was written to it${but} (${range})`);
  const steps = hops.flatMap((hop) => hop.steps.map(({ size }) => size));
  const [lost, again] = [sumOf(steps.filter((size) => size > 0)), -sumOf(steps.filter((size) => size < 0))];
  return paint('red', `NOT even: ${lost} missing, ${again} again (${range})`);
}

function stepLines(hop: string, { at, size, causes }: AuditStep, shorten: AuditPrint['shorten']): readonly string[] {
  const sentence =
    size > 0 ? `${size} missing: written, and never settled` : `${-size} again: settled more often than written`;
  const known = causes.map(
    (one) =>
      `    ${shorten(one.function)} ${new Date(one.atMs).toISOString()} ${printable(one.requestId)}: ${printable(one.cause)}`,
  );
  const next =
    size > 0
      ? '    next: batches that Lambda gave up are in the dead-letter bucket under aws/lambda/ (docs/runbooks/given-up.md)'
      : '    next: docs/failure-handling.md says when logs come twice';
  return [`  ${hop}, ${at}: ${sentence}`, ...known, next];
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
