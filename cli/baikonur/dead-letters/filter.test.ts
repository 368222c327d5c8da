import { loadStage } from '../stage.ts';
import { createFilter, type FilterOptions, unknownNames } from './filter.ts';

const STAGE = loadStage('local');
const KEY = { functionSegment: 'f', reason: 'bad_time', typeSegment: 'app', hourMs: 0, generation: 1 };

it.each<FilterOptions>([
  {},
  { function: 'router', target: '-', reason: 'bad_time' },
  { function: 'baikonur-local-s3-sink-sink', target: 'kinesis:archive' },
  { target: 'firehose:baikonur-local-partner' },
])('the stage knows the names of %j', (options) => {
  expect(unknownNames(options, STAGE)).toEqual([]);
});

it.each<[FilterOptions, RegExp]>([
  [{ function: 'ruoter' }, /^--function ruoter: config\/ does not have it; it has router-route, /],
  [
    { target: 'kinesis:acrhive' },
    /^--target kinesis:acrhive: no function of config\/ has it; they have kinesis:baikonur/,
  ],
  [{ reason: 'bad_tim' }, /^--reason bad_tim: there are not_utf8, .*bad_time/],
])('%j is a name that the stage does not have', (options, sentence) => {
  expect(unknownNames(options, STAGE)).toEqual([expect.stringMatching(sentence)]);
});

it('--target takes the short name of config/', () => {
  const { takesKey } = createFilter({ target: 'kinesis:archive' }, STAGE);
  expect(takesKey({ ...KEY, targetSegment: 'kinesis!3abaikonur-local-archive' })).toBe(true);
  expect(takesKey({ ...KEY, targetSegment: 'kinesis!3abaikonur-local-subscriber' })).toBe(false);
});
