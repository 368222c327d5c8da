import type { Outcome } from '../../shared/pipeline/outcome.ts';
import { readRefusal, settleRound } from './answer.ts';
import { addRound, type ChunkEnd, type Group } from './isolation.ts';
import type { Round } from './send-round.ts';

const GROUP: Group = { indexes: [0], maxChunkEntries: 1, tag: 'a' };

function end(status: ChunkEnd['status'], ...indexes: readonly number[]): ChunkEnd {
  return { group: GROUP, tag: 'a', indexes, status, receivers: status === 'unsent' ? [] : ['r'] };
}
function round(ends: readonly ChunkEnd[], more: Partial<Round> = {}): Round {
  return { ends, rejects: new Map(), tried: true, failures: ['it closed'], ...more };
}
function endOf(outcome: Outcome | undefined): string | undefined {
  return outcome?.status === 'retryable' ? outcome.scope : outcome?.status;
}

describe('settleRound', () => {
  it.each<[string, Round, readonly string[]]>([
    ['a confirmed chunk', round([end('confirmed', 0, 1)]), ['delivered', 'delivered']],
    ['a refused and an unsent chunk', round([end('refused', 0), end('unsent', 1)]), ['destination', 'destination']],
    ['no time left', round([end('unsent', 0, 1)], { tried: false }), ['postponed', 'postponed']],
    [
      'a reject',
      round([end('confirmed', 1)], { rejects: new Map([[0, { code: 'bad_time', error: 'it is wrong' }]]) }),
      ['rejected', 'delivered'],
    ],
  ])('%s', (_name, result, expected) => {
    const outcomes = new Array<Outcome>(2);
    expect(settleRound(outcomes, result)).toBe(expected.filter((one) => one === 'delivered').length);
    expect(outcomes.map(endOf)).toEqual(expected);
  });

  it('keeps the failure of an earlier round if there was no time for this one', () => {
    const outcomes = new Array<Outcome>(1);
    settleRound(outcomes, round([end('refused', 0)]));
    settleRound(outcomes, round([end('unsent', 0)], { tried: false }));
    expect(outcomes.map(endOf)).toEqual(['destination']);
  });
});

describe('readRefusal', () => {
  const none = { pending: [], refused: [] };
  const once = addRound(none, [end('refused', 0)], 'it closed').refused[0] as Group;
  const again = (group: Group) =>
    addRound(none, [end('confirmed', 1), { ...end('refused', 0), group }], 'it closed').refused[0] as Group;
  const proven = again(again(once));

  it.each([
    ['evidence', proven, { isOnly: false, someDelivered: true }, 'entry'],
    ['evidence, nothing else delivered', proven, { isOnly: true, someDelivered: false }, 'entry'],
    ['one ack', again(once), { isOnly: false, someDelivered: true }, 'unclear'],
    ['the only log', once, { isOnly: true, someDelivered: false }, 'unclear'],
    ['several logs, none delivered', once, { isOnly: false, someDelivered: false }, 'destination'],
  ])('%s: %s', (_name, group, options, scope) => {
    expect(readRefusal(group, options)).toMatchObject({
      status: 'retryable',
      scope,
      error: expect.stringContaining('it closed'),
    });
  });
});
