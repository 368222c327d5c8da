import type { Audit } from './audit.ts';
import { printAudit } from './print-audit.ts';

const HOP = {
  writer: { function: 'f-router', target: 'kinesis:s-mid' },
  stream: 's-mid',
  reader: 'f-sink',
  delivered: 10,
  settled: 7,
  difference: 3,
  inFlight: 0,
};
const CAUSE = { function: 'f-router', atMs: 0, requestId: 'r-1', cause: 'progress was truncated \u001b[2J' };

function print(more: Partial<Audit>): string {
  const audit: Audit = { from: 'A', to: 'B', balanced: false, hops: [], functions: [], notLookedAt: [], ...more };
  const print = { shorten: (name: string) => name.slice(2), paint: (_style: string, text: string) => text, width: 120 };
  return printAudit(audit, print).join('\n');
}

it('names a step with hop, period, number and causes; no control character is printed', () => {
  const text = print({ hops: [{ ...HOP, steps: [{ at: '2026-11-28T10:00:00.000Z', size: 3, causes: [CAUSE] }] }] });
  expect(text).toContain('NOT even: 3 missing, 0 again (A to B)');
  expect(text).toContain('router > mid > sink, 2026-11-28T10:00:00.000Z: 3 missing: written, and never settled');
  expect(text).toContain('router 1970-01-01T00:00:00.000Z r-1: progress was truncated \\u001b[2J');
});

it('does not call settled what is in flight', () => {
  const text = print({ balanced: true, hops: [{ ...HOP, inFlight: 3, steps: [] }] });
  expect(text).toContain('even: every hop settled what was written to it, but 3 in flight: `baikonur status` shows');
});

it('says that a stage is even, what it did not look at, and whose ledger does not match', () => {
  const counts = { settled: 1, delivered: 1, filtered: 0, rejected: 0, redriven: 0, other: 0 };
  const text = print({
    balanced: true,
    hops: [{ ...HOP, settled: 10, difference: 0, steps: [] }],
    functions: [{ name: 'f-sink', ...counts, mismatches: 2 }],
    notLookedAt: [{ what: 'kinesis:out', why: 'no reader' }],
  });
  expect(text).toContain('even: every hop settled what was written to it');
  expect(text).toContain('sink: the ledger of 2 invocations does not match');
  expect(text).toContain('not looked at: kinesis:out: no reader');
});

it('does not call a stage well of which nothing was counted', () => {
  const text = print({ balanced: true, hops: [{ ...HOP, delivered: 0, settled: 0, difference: 0, steps: [] }] });
  expect(text).toContain(
    'even, but nothing was written and nothing settled: did logs arrive, and is the stage deployed',
  );
});
