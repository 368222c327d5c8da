import { ONLY_TARGET } from './outcome.ts';
import { routeLogs } from './route-logs.ts';
import { createLogSorter } from './sort-logs.ts';
import { testLog } from './testing/results.ts';

const LOGS = [testLog(0), testLog(1), testLog(2)];

function route(targets: readonly (readonly string[])[]) {
  const sorter = createLogSorter(({ logId }) => targets[Number(logId.slice(3))] ?? []);
  for (const log of LOGS) sorter.add(log);
  const routed = routeLogs(sorter.sorted());
  return {
    deliveries: routed.deliveries.map(({ target, logs }) => [target, logs.map(({ logId }) => logId)]),
    wanted: routed.wanted,
    matched: Object.fromEntries(routed.matched),
    filtered: routed.results.map(({ entry, target, outcome }) => [
      LOGS.indexOf(entry as never),
      target,
      outcome.status,
    ]),
  };
}

describe('routeLogs', () => {
  it.each([
    ['nothing where no log has a target', [[], [], []], { deliveries: [], wanted: 0, matched: {} }, [0, 1, 2]],
    [
      'the only target, which is not counted by name',
      [[ONLY_TARGET], [], [ONLY_TARGET]],
      { deliveries: [[ONLY_TARGET, ['id-0', 'id-2']]], wanted: 2, matched: {} },
      [1],
    ],
    [
      'each target with its logs in the order of the stream',
      [['b'], ['a', 'b'], []],
      {
        deliveries: [
          ['b', ['id-0', 'id-1']],
          ['a', ['id-1']],
        ],
        wanted: 2,
        matched: { a: 1, b: 2 },
      },
      [2],
    ],
  ])('gives %s', (_name, targets, expected, filtered) => {
    expect(route(targets)).toEqual({
      ...expected,
      filtered: filtered.map((index) => [index, ONLY_TARGET, 'filtered']),
    });
  });
});
