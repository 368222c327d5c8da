import { type PeerLimits, startPeer } from './peer-process.ts';

const LIMITS: PeerLimits = { helloMs: 5000, answerMs: 5000, endMs: 200 };
const HELLO = 'console.log(JSON.stringify({ name: "mine", work: "s3-sink", doesNotDo: ["much"] }));';
const ECHO =
  'process.stdin.on("data", (d) => { const { calls, event } = JSON.parse(d); console.log(JSON.stringify({ cpuMs: calls, logs: event.Records.length })); });';

function start(script: string, limits: Partial<PeerLimits> = {}) {
  const peer = { name: 'mine', command: [process.execPath, '-e', script], work: 's3-sink', folder: '/' } as const;
  return startPeer(peer, { ...LIMITS, ...limits });
}

describe('a peer', () => {
  it('says what it is, answers each event, and ends with its input', async () => {
    const peer = await start(HELLO + ECHO);
    expect(peer.hello.doesNotDo).toEqual(['much']);
    const event = { Records: ['a', 'b'] };
    await expect(peer.run(event, 3)).resolves.toEqual({ cpuMs: 3, logs: 2 });
    await expect(peer.run(event, 4)).resolves.toEqual({ cpuMs: 4, logs: 2 });
    await peer.stop();
  });

  it.each<[string, string, RegExp, Partial<PeerLimits>]>([
    ['prints something else first', 'console.log("starting")', /got a line that is no JSON: "starting"/, {}],
    ['ends at once', 'console.error("no such module"); process.exit(3)', /ended with code 3 .*no such module/, {}],
    ['says nothing', 'setInterval(() => {}, 1000)', /took more than 0.3 s for .* as the first line/, { helloMs: 300 }],
    ['is another one', HELLO.replace('mine', 'yours'), /says that it is yours .*peer\.json says mine/, {}],
  ])('that %s is told', async (_name, script, problem, limits) => {
    await expect(start(script, limits)).rejects.toThrow(problem);
  });

  it.each<[string, string, RegExp, Partial<PeerLimits>]>([
    ['answers no JSON', 'process.stdin.once("data", () => console.log("12 ms"))', /no JSON: "12 ms"/, {}],
    ['answers without a count', 'process.stdin.once("data", () => console.log("{\\"cpuMs\\":1}"))', /logs: /, {}],
    ['ends', 'process.stdin.once("data", () => process.exit(1))', /ended with code 1 .*nothing on standard error/, {}],
    ['is killed', 'process.stdin.once("data", () => process.kill(process.pid, "SIGKILL"))', /ended with SIGKILL/, {}],
    ['takes too long', 'process.stdin.resume()', /took more than 0.3 s for \{"cpuMs": …/, { answerMs: 300 }],
  ])('that %s at an event is told', async (_name, script, problem, limits) => {
    const peer = await start(HELLO + script, limits);
    await expect(peer.run({ Records: [] }, 1)).rejects.toThrow(problem);
    await peer.stop();
  });

  it('that cannot be started is told', async () => {
    const peer = { name: 'mine', command: ['no-such-command'], work: 's3-sink', folder: '/' } as const;
    await expect(startPeer(peer, LIMITS)).rejects.toThrow(/cannot be started \(no-such-command\)/);
  });
});
