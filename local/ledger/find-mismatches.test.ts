import { findMismatches, type Ledger } from './find-mismatches.ts';
import { addSummaries, readSummary, type Summary } from './totals.ts';

function summary(counts: Partial<Summary>): Summary {
  return {
    received: 0,
    delivered: 0,
    filtered: 0,
    rejected: 0,
    retryable: 0,
    alreadyDelivered: 0,
    controlMessages: 0,
    targets: {},
    ...counts,
  };
}
function toArchive(delivered: number) {
  return {
    'kinesis:archive': { delivered, filtered: 0, rejected: 0, retryable: 0, alreadyDelivered: 0 },
  };
}
function deadLetter(name: string, identity: string) {
  return {
    identity,
    function: name,
    target: '-',
    stage: 'local',
    reason: 'not_json' as const,
    error: '',
    attempts: 1,
    arrivedAt: '',
    failedAt: '',
    partitionKey: '',
  };
}

/** Three entries: two go router → archive → S3, one is no JSON. */
function ledger(): Ledger {
  return {
    stage: {
      functions: [
        {
          name: 'route',
          source: 'router',
          targets: ['kinesis:archive'],
          isArchive: false,
        },
        { name: 'sink', source: 'archive', targets: [], isArchive: true },
      ],
      routerStream: 'router',
      streams: ['router', 'archive'],
      archiveBucket: 'a',
      deadLetterBucket: 'd',
      deliveryBucket: 'f',
      logGroups: [],
      shortNames: new Map(),
    },
    sent: 3,
    totals: {
      route: addSummaries([summary({ received: 3, delivered: 2, rejected: 1, targets: toArchive(2) })]),
      // The first try met an outage: everything came again.
      sink: addSummaries([summary({ received: 2, retryable: 2 }), summary({ received: 2, delivered: 2 })]),
    },
    contents: {
      archive: [{ key: 'k', lines: [Buffer.from('1'), Buffer.from('2')] }],
      deadLetters: [deadLetter('route', 'x')],
      onFailure: [],
      delivery: [],
      streams: { router: 3, archive: 2 },
    },
  };
}

it('finds nothing when all counts agree, retries included', () => {
  expect(findMismatches(ledger())).toEqual([]);
});

function changed(change: (given: Ledger) => Partial<Ledger>): Ledger {
  return { ...ledger(), ...change(ledger()) };
}
function sinkSays(...summaries: Summary[]) {
  return changed(({ totals }) => ({ totals: { ...totals, sink: addSummaries(summaries) } }));
}

it.each<[string, Ledger, RegExp]>([
  ['an entry was lost on the way', changed(() => ({ sent: 4 })), /route, settled: 4 were sent, 3 found/],
  [
    'a log was lost at the sink',
    sinkSays(summary({ received: 1, delivered: 1 })),
    /sink, settled: 2 are on archive, 1/,
  ],
  ['a sum does not add up', sinkSays(summary({ received: 3, delivered: 2 })), /sink, received: 3 entries, 2 found/],
  [
    'an object holds a log twice',
    changed(({ contents }) => ({ contents: { ...contents, archive: [...contents.archive, ...contents.archive] } })),
    /archive: 2 were delivered to it, 4 found/,
  ],
  [
    'a stream holds more than was delivered',
    changed(({ contents }) => ({ contents: { ...contents, streams: { archive: 3 } } })),
    /stream archive: 2 were delivered to it, 3 found/,
  ],
  [
    'a dead letter is missing',
    changed(({ contents }) => ({ contents: { ...contents, deadLetters: [] } })),
    /route, dead letters: 1 were rejected, 0 found/,
  ],
  [
    'a batch was saved to S3 as a whole',
    changed(({ contents }) => ({ contents: { ...contents, onFailure: ['aws/lambda/x'] } })),
    /a whole batch was saved to S3, its retries are exhausted: aws\/lambda\/x/,
  ],
  ['a function is silent', changed(() => ({ totals: {} })), /route: it printed no summary/],
])('tells when %s', (_name, given, sentence) => {
  expect(findMismatches(given).join('\n')).toMatch(sentence);
});

it('counts a dead letter that was written twice once', () => {
  const { contents } = ledger();
  const deadLetters = [...contents.deadLetters, ...contents.deadLetters];
  expect(findMismatches({ ...ledger(), contents: { ...contents, deadLetters } })).toEqual([]);
});

it.each([
  ['a line of another kind', '{"message":"started"}', undefined],
  ['text that only mentions it', 'batch settled', undefined],
  ['a summary', JSON.stringify({ message: 'batch settled', summary: { received: 1 } }), { received: 1 }],
])('reads %s', (_name, line, expected) => {
  expect(readSummary(line)).toEqual(expected);
});
