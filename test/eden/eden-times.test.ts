import { join } from 'node:path';
import { measureEden } from '../../bench/eden-times.ts';

jest.setTimeout(600_000);

it('wall times on strict-aws are at least the critical path and are all measured', async () => {
  const times = await measureEden(join(__dirname, '..', '..'), 1);
  // Seven calls of 50 ms; a timer of Node may ring a millisecond early.
  for (const ms of Object.values(times)) expect(ms).toBeGreaterThan(7 * 49);
});
