import { stripVTControlCharacters } from 'node:util';
import type { LedgerView } from './ledger.ts';
import { printLedger } from './print-ledger.ts';

const NAMES = new Map([
  ['baikonur-local-router-route', 'router'],
  ['baikonur-local-forwarders-subscriber', 'forwarders-subscriber'],
  ['baikonur-local-archive', 'archive'],
]);

function counts(rest: Partial<LedgerView['functions'][string]> = {}) {
  const none = { delivered: 0, filtered: 0, rejected: 0, retryable: 0, alreadyDelivered: 0 };
  return { received: 0, ...none, controlMessages: 0, invocations: 1, targets: {}, ...rest };
}

function view(rest: Partial<LedgerView> = {}): LedgerView {
  return {
    balanced: true,
    problems: [],
    sent: { entries: 1_000_000 },
    functions: {
      'baikonur-local-router-route': counts({ received: 1_000_000, delivered: 999_992, rejected: 8 }),
      'baikonur-local-forwarders-subscriber': counts({ received: 1_000_000, filtered: 999_992, rejected: 8 }),
    },
    destinations: {
      archive: { bucket: 'a-bucket', logs: 999_992, objects: [{ key: `logs/${'k'.repeat(200)}`, logs: 999_992 }] },
      deadLetters: {
        bucket: 'dead-letters',
        letters: 25,
        byReason: { bad_field: 3, bad_time: 3, corrupt_compression: 3, missing_field: 3, not_json: 6, oversize: 7 },
        byReaders: [
          { entries: 8, readers: 3 },
          { entries: 1, readers: 1 },
        ],
        onFailure: [],
      },
      streams: { 'baikonur-local-archive': 999_992 },
      delivery: { bucket: 'delivery', logs: 12 },
    },
    ...rest,
  };
}

const FILE = {
  lines: 10,
  onS3: 2,
  rest: [{ line: 3, reason: 'not_json', error: `unexpected ${'x'.repeat(200)}` }],
  lost: [],
};

function print(given: LedgerView, { verbose = false, color = false } = {}): string {
  return printLedger(given, { names: NAMES, verbose, color });
}

it.each<[string, LedgerView]>([
  ['samples', view()],
  ['a file', view({ file: FILE })],
  [
    'retries',
    view({ functions: { 'baikonur-local-forwarders-subscriber': counts({ retryable: 7, alreadyDelivered: 9 }) } }),
  ],
])('no line of the ledger of %s has more than 80 characters', (_name, given) => {
  expect(
    print(given)
      .split('\n')
      .filter(({ length }) => length > 80),
  ).toEqual([]);
});

it('has the verdict first, short names, and each dead letter explained', () => {
  const text = print(view());
  expect(text.split('\n')[0]).toBe('Every log is accounted for: 1000000 sent, 999992 on S3, 25 dead letters');
  expect(text).toMatch(/^router +1000000 +999992 +0 +8$/m);
  expect(text).toContain('  8 entries × 3 readers = 24 dead letters\n  1 entry × 1 reader = 1 dead letter\n');
  expect(text).toContain('stream archive: 999992 records');
  expect(text).not.toMatch(/baikonur-local|k{200}|a-bucket/);
});

it('speaks of lines where a file was sent', () => {
  const text = print(view({ file: FILE }));
  expect(text).toContain('  8 lines × 3 readers = 24 dead letters');
  expect(text).toContain('file: 10 lines, 2 found on S3 byte for byte\n  line 3: not_json: unexpected xxx');
});

it('says what does not agree right after the verdict', () => {
  const problems = ['baikonur-local-router-route, settled: 4 were sent, 3 found'];
  const lines = print(view({ balanced: false, problems })).split('\n');
  expect(lines.slice(0, 2)).toEqual([
    'NOT every log is accounted for: 1000000 were sent',
    '  router, settled: 4 were sent, 3 found',
  ]);
});

it('shows keys and full names when it is asked to', () => {
  const text = print(view(), { verbose: true });
  expect(text).toMatch(/s3:\/\/a-bucket\n +999992 {2}logs\/k{200}/);
});

it('colors the verdict alone, and only where it may', () => {
  const colored = printLedger(view(), { names: NAMES, verbose: false, color: true });
  const [verdict = '', ...rest] = colored.split('\n');
  expect(JSON.stringify(verdict)).toMatch(/^"\\u001b\[32m\\u001b\[1mEvery log .*\\u001b\[22m\\u001b\[39m"$/);
  expect(stripVTControlCharacters(rest.join())).toBe(rest.join());
});
