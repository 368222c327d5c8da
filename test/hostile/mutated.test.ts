import { mutateRecords } from './mutate-records.ts';

it('no handler throws on mutated records, and nothing of them is kept', async () => {
  const { records, services, failures, memoryMb } = await mutateRecords(5_000, 1);
  expect([records, services.length, failures]).toEqual([5_000, 5, []]);
  const [before, after] = memoryMb;
  expect(after - before).toBeLessThan(20);
});
