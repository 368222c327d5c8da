import { join } from 'node:path';
import { measureEden } from '../../bench/eden-times.ts';

jest.setTimeout(600_000);

it('wall times on strict-aws are at least the critical path and are all measured', async () => {
  const times = await measureEden(join(__dirname, '..', '..'), 1);
  // Seven calls of 50 ms. Node counts a timer from the beginning of its loop's turn: on a busy machine it rings much too early.
  for (const ms of Object.values(times)) expect(ms).toBeGreaterThan(7 * 25);
});
