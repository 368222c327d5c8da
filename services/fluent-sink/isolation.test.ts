import { addRound, type ChunkEnd, type Group, type Isolation, isProven, planRound } from './isolation.ts';

const ALL: Group = { indexes: [0, 1, 2, 3], maxChunkEntries: 10, tag: 'a' };
const NONE: Isolation = { pending: [], refused: [] };

function end(group: Group, status: ChunkEnd['status'], indexes = group.indexes, receiver = 'r'): ChunkEnd {
  return { group, tag: group.tag ?? 'a', indexes, status, receivers: status === 'unsent' ? [] : [receiver] };
}
/** A log that the receiver has refused alone. */
function refusedLog(index: number, tag = 'a'): Group {
  const group = { indexes: [index], maxChunkEntries: 1, tag };
  return addRound(NONE, [end(group, 'refused')], 'closed').refused[0] as Group;
}
function indexesOf(groups: readonly Group[]) {
  return groups.map(({ indexes }) => indexes);
}

describe('addRound', () => {
  it.each<[string, readonly ChunkEnd[], readonly (readonly number[])[], readonly (readonly number[])[]]>([
    ['a confirmed chunk is done', [end(ALL, 'confirmed')], [], []],
    [
      'a refused chunk is halved',
      [end(ALL, 'refused')],
      [
        [0, 1],
        [2, 3],
      ],
      [],
    ],
    [
      'a refused chunk of three: the first half is the smaller one',
      [end(ALL, 'refused', [0, 1, 2])],
      [[0], [1, 2]],
      [],
    ],
    ['a refused log stays alone', [end(ALL, 'refused', [3])], [], [[3]]],
    ['an unsent chunk waits', [end(ALL, 'refused', [0, 1]), end(ALL, 'unsent', [2, 3])], [[0], [1], [2, 3]], []],
  ])('%s', (_name, ends, pending, refused) => {
    const isolation = addRound(NONE, ends, 'closed');
    expect(indexesOf(isolation.pending)).toEqual(pending);
    expect(indexesOf(isolation.refused)).toEqual(refused);
  });
});

describe('planRound', () => {
  const pending = [ALL, { ...ALL, indexes: [4, 5], tag: 'b' }];

  it.each<[string, Isolation, readonly (readonly number[])[], readonly (readonly number[])[]]>([
    [
      'without a refused log all is sent',
      { pending, refused: [] },
      [
        [0, 1, 2, 3],
        [4, 5],
      ],
      [],
    ],
    [
      'of its tag only a part is sent, and the log after it',
      { pending, refused: [refusedLog(9)] },
      [[4, 5], [0, 1], [9]],
      [[2, 3]],
    ],
    [
      'without logs of its tag it waits',
      { pending, refused: [refusedLog(9, 'c')] },
      [
        [0, 1, 2, 3],
        [4, 5],
      ],
      [],
    ],
    [
      'of two refused logs one is sent',
      { pending, refused: [refusedLog(8), refusedLog(9)] },
      [[4, 5], [0, 1], [8]],
      [[2, 3]],
    ],
  ])('%s', (_name, isolation, groups, waiting) => {
    const plan = planRound(isolation);
    expect(indexesOf(plan.groups)).toEqual(groups);
    expect(indexesOf(plan.waiting.pending)).toEqual(waiting);
  });
});

describe('isProven', () => {
  const other = { indexes: [1], maxChunkEntries: 1, tag: 'a' };
  const ack = (receiver = 'r', tag = 'a') => end({ ...other, tag }, 'confirmed', [1], receiver);
  const refusal = (group: Group, receiver = 'r') => end(group, 'refused', group.indexes, receiver);

  /** Rounds after a first refusal: each the acks, and whether the log is refused once more after them. */
  it.each<[string, readonly { readonly acks: readonly ChunkEnd[]; readonly again?: string }[], boolean]>([
    ['a refusal', [], false],
    ['one ack after it', [{ acks: [ack()] }], false],
    ['two acks in a row', [{ acks: [ack()] }, { acks: [ack()] }], false],
    ['two acks in one round', [{ acks: [ack(), ack()], again: 'r' }], false],
    ['two acks, alternately', [{ acks: [ack()], again: 'r' }, { acks: [ack()] }], true],
    ['acks of another receiver', [{ acks: [ack('s')], again: 'r' }, { acks: [ack('s')] }], false],
    ['refused by another receiver in between', [{ acks: [ack()], again: 's' }, { acks: [ack()] }], false],
    ['acks of another tag', [{ acks: [ack('r', 'b')], again: 'r' }, { acks: [ack('r', 'b')] }], false],
  ])('%s: %s', (_name, rounds, expected) => {
    let group = refusedLog(0);
    for (const { acks, again } of rounds) {
      const ends = again === undefined ? acks : [...acks, refusal(group, again)];
      const next = addRound(again === undefined ? { pending: [], refused: [group] } : NONE, ends, 'closed');
      group = next.refused[0] as Group;
    }
    expect(isProven(group)).toBe(expected);
  });
});
