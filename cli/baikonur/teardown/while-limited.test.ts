import { whileLimited } from './while-limited.ts';

function refusal(name: string): Error {
  return Object.assign(new Error(name), { name });
}

/** A call that is refused some times, and the number of waits. */
function callOf(refusals: number, name = 'LimitExceededException') {
  const counted = { calls: 0, waits: 0 };
  const call = async () => {
    counted.calls += 1;
    if (counted.calls <= refusals) throw refusal(name);
    return 'deleted';
  };
  const wait = async () => {
    counted.waits += 1;
  };
  return { counted, run: () => whileLimited(call, wait) };
}

it.each([0, 1, 59])('goes on after %d refusals of the limit', async (refusals) => {
  const { counted, run } = callOf(refusals);
  expect(await run()).toBe('deleted');
  expect(counted).toEqual({ calls: refusals + 1, waits: refusals });
});

it('ends after sixty calls, with the refusal', async () => {
  const { counted, run } = callOf(Number.POSITIVE_INFINITY);
  await expect(run()).rejects.toThrow('LimitExceededException');
  expect(counted.calls).toBe(60);
});

it('does not repeat another error', async () => {
  const { counted, run } = callOf(1, 'AccessDeniedException');
  await expect(run()).rejects.toThrow('AccessDeniedException');
  expect(counted).toEqual({ calls: 1, waits: 0 });
});

it('ends when the wait is interrupted', async () => {
  const ended = whileLimited(
    () => Promise.reject(refusal('LimitExceededException')),
    () => Promise.reject(new Error('interrupted')),
  );
  await expect(ended).rejects.toThrow('interrupted');
});
