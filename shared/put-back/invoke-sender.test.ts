import type { Invoked } from '../aws/invoke-function.ts';
import { createInvokeSender } from './invoke-sender.ts';
import type { Item } from './ports.ts';

const ITEM: Item = {
  line: 3,
  function: 'app-dev-es-sink',
  target: '-',
  generation: 2,
  record: { identity: 's/shard/1', partitionKey: 'k', arrivedAt: '2026-11-22T00:00:00.000Z', data: 'e30=' },
};
const DELIVERED = { identity: 's/shard/1', status: 'delivered', counts: { delivered: 1 } };

it('invokes the function of the items with an event of their records', async () => {
  const calls: unknown[] = [];
  const send = createInvokeSender(
    async (name, payload) => {
      calls.push([name, JSON.parse(payload)]);
      return { status: 'returned', payload: { form: 'redrive/1', outcomes: [DELIVERED] } };
    },
    'run-1',
    'dev',
  );
  expect(await send([ITEM])).toEqual({ status: 'answered', outcomes: [DELIVERED] });
  const { function: name, target, generation, record } = ITEM;
  const event = {
    form: 'redrive/1',
    run: 'run-1',
    function: name,
    stage: 'dev',
    target,
    generation,
    records: [record],
  };
  expect(calls).toEqual([[name, event]]);
});

it.each<[string, Invoked, string, RegExp]>([
  ['throttling', { status: 'throttled', error: 'TooManyRequestsException: Rate' }, 'throttled', /Rate/],
  ['no function', { status: 'missing' }, 'refused', /no function app-dev-es-sink is deployed/],
  ['a crash', { status: 'failed', type: 'Runtime.ExitError', message: 'signal: killed' }, 'crashed', /killed/],
  [
    'a refused event',
    { status: 'failed', type: 'TypeError', message: 'redrive event: run: expected' },
    'refused',
    /run/,
  ],
  [
    'an old version',
    { status: 'failed', type: 'TypeError', message: 'expected a Kinesis event with' },
    'refused',
    /deploy this one first/,
  ],
  ['another function', { status: 'returned', payload: {} }, 'refused', /no answer to a redrive/],
  ['too few outcomes', { status: 'returned', payload: { form: 'redrive/1', outcomes: [] } }, 'refused', /no answer/],
])('reads the end of an invocation: %s', async (_name, invoked, status, error) => {
  const send = createInvokeSender(async () => invoked, 'run-1', 'dev');
  expect(await send([ITEM])).toEqual({ status, error: expect.stringMatching(error) });
});
