import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Script, startScriptedServer } from '../../aws/testing/scripted-server.ts';
import { boundTo } from '../aws/call.ts';
import { createItemPorts } from './item-calls.ts';

const key = { type: 'api', name: 'dev-foo' };
const lease = { runId: 'r', holder: 'h', nowMs: 1, untilMs: 2, mayCreate: true };
const prefix = 'com.amazonaws.dynamodb.v20120810#';

function refusal(name: string, more: Readonly<Record<string, unknown>> = {}): Script {
  return { answer: 400, body: JSON.stringify({ __type: `${prefix}${name}`, message: name, ...more }) };
}

function cancelled(...codes: readonly string[]): Script {
  const CancellationReasons = codes.map((Code) => ({ Code, Message: Code }));
  return refusal('TransactionCanceledException', { CancellationReasons, Message: 'cancelled' });
}

async function answered<T>(scripts: readonly Script[], ask: (ports: ReturnType<typeof createItemPorts>) => Promise<T>) {
  const server = await startScriptedServer(scripts);
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new DynamoDBClient({ endpoint: server.endpoint, region: 'us-east-1', credentials });
  try {
    const answer = await ask(createItemPorts(client, 'eden', boundTo())).catch((error: unknown) => String(error));
    return { answer, asked: server.seen.length };
  } finally {
    client.destroy();
    await server.close();
  }
}

const done: Script = { answer: 200, body: '{}' };
const writes = ['a', 'b'].map((name) => ({ key: { ...key, name }, runId: 'r', patch: { set: { status: 'ready' } } }));

it('a run that asks for a lease while a group becomes ready asks again', async () => {
  const { answer, asked } = await answered([refusal('TransactionConflictException'), done], (ports) =>
    ports.takeItem(key, lease, { set: {} }),
  );
  expect(answer).toEqual({ status: 'taken', before: undefined });
  expect(asked).toBe(2);
});

it.each<[string, readonly Script[], unknown, number]>([
  ['by a conflict is sent again', [cancelled('None', 'TransactionConflict'), done], ['written', 'written'], 2],
  [
    'by a lost lease is an answer at once',
    [cancelled('ConditionalCheckFailed', 'TransactionConflict')],
    ['lost', 'written'],
    1,
  ],
  [
    'by something else is an error',
    [cancelled('ValidationError', 'None')],
    expect.stringContaining('AWS refused dynamodb:TransactWriteItems'),
    1,
  ],
])('a transaction that is cancelled %s', async (_what, scripts, expected, times) => {
  const { answer, asked } = await answered(scripts, (ports) => ports.writeItems(writes));
  expect(answer).toEqual(expected);
  expect(asked).toBe(times);
});
