import { fuzz } from './fuzz.ts';

it('nothing throws for random and mutated inputs: a sample of `npm run library -- fuzz`', async () => {
  const { problems, entries, rejected } = await fuzz(3000, 7);
  expect(problems).toEqual([]);
  expect(entries).toBeGreaterThan(3000);
  // All paths are taken.
  expect(Object.keys(rejected)).toEqual(
    expect.arrayContaining(['not_json', 'not_object', 'corrupt_compression', 'too_large_decompressed', 'bad_record']),
  );
}, 60_000);
