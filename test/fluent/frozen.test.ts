import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { encode } from '@msgpack/msgpack';
import { FAULT_SCRIPTS } from './fault-scripts.ts';
import { acknowledgeAll, type ScriptedPeer, type ScriptedReceiver } from './scripted-receiver.ts';
import { useScriptedReceivers } from './use-receivers.ts';

const PROGRAM = join(import.meta.dirname, 'frozen-sink.ts');

const start = useScriptedReceivers();

/** Whether the kernel has stopped the process: field 3 of its stat. */
async function isStopped(pid: number): Promise<boolean> {
  return (await readFile(`/proc/${pid}/stat`, 'latin1')).split(') ')[1]?.startsWith('T') === true;
}

describe('a function that is frozen', () => {
  let receiver: ScriptedReceiver;
  let child: ChildProcess;
  let deliver: (n: number) => Promise<string>;
  beforeEach(async () => {
    receiver = await start(acknowledgeAll);
    child = spawn(process.execPath, [PROGRAM, receiver.endpoint], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> });
    deliver = async (n) => {
      const answer = once(lines, 'line');
      child.stdin?.write(`${n}\n`);
      return String((await answer)[0]);
    };
  });
  afterEach(() => {
    child.kill('SIGKILL');
  });
  const freeze = async (): Promise<void> => {
    child.kill('SIGSTOP');
    while (!(await isStopped(Number(child.pid)))) await new Promise(setImmediate);
  };
  const numbers = () => receiver.taken.flatMap(({ entries }) => entries.map(([, record]) => record['message']));

  it('delivers after the receiver it knew has gone and come back', async () => {
    expect(await deliver(1)).toBe('delivered');
    await freeze();
    const { port, taken } = receiver;
    await receiver.stop();
    receiver = await start(acknowledgeAll, { port });
    child.kill('SIGCONT');
    expect(await deliver(2)).toBe('delivered');
    expect([taken.length, receiver.taken.length]).toEqual([1, 1]);
  });

  it('sees after waking that its connection was reset while it waited for an ack', async () => {
    const { promise: reset, resolve } = Promise.withResolvers<void>();
    receiver.follow((peer) =>
      peer.eachChunk(async () => {
        await freeze();
        peer.socket.resetAndDestroy();
        resolve();
      }),
    );
    const first = deliver(1);
    await reset;
    receiver.follow(acknowledgeAll);
    child.kill('SIGCONT');
    expect(await first).toBe('retryable');
    expect(await deliver(1)).toBe('delivered');
    expect(numbers()).toHaveLength(1);
  });

  it.each([
    ['closed', (peer: ScriptedPeer) => peer.socket.end()],
    ['reset', (peer: ScriptedPeer) => peer.socket.resetAndDestroy()],
  ])('sees after waking the ack that came before the connection was %s', async (_name, end) => {
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    receiver.follow((peer) =>
      peer.eachChunk(async (chunk) => {
        await freeze();
        peer.socket.write(encode({ ack: chunk.id }), () => resolve(void end(peer)));
      }),
    );
    const first = deliver(1);
    await ended;
    child.kill('SIGCONT');
    expect(await first).toBe('delivered');
  });

  it.each([
    ['has acknowledged', acknowledgeAll, 'delivered'],
    ['has said nothing', FAULT_SCRIPTS.noAck, 'retryable'],
    ['has reset the connection', FAULT_SCRIPTS.resetBeforeAck, 'retryable'],
    ['has sent half an answer', FAULT_SCRIPTS.endlessAnswer, 'retryable'],
  ])('is kept alive by no socket and no timer once the receiver %s', async (_name, script, status) => {
    receiver.follow(script);
    expect(await deliver(1)).toBe(status);
    const exited = once(child, 'exit');
    child.stdin?.end();
    expect(await exited).toEqual([0, null]);
  });
});
