import { PutObjectCommand } from '@aws-sdk/client-s3';
import { startFluentServer } from '../../local/fluent-receivers/start-fluent-server.ts';
import { archived, log, messages, TIME, type World } from './real-world.ts';

const LIMIT_MS = 240_000;

/** `--on-aws`: the state machine and its function, deployed. */
export function describeOnAws(world: () => World): void {
  describeUnits(world);
  describeAway(world);
}

function describeUnits(world: () => World): void {
  it(
    'redrive on AWS: units of 50 objects, the sums of all units, and what stays',
    async () => {
      const { stack } = world();
      for (let n = 0; n < 60; n++) await put(world(), 's3-sink', `${n}`, deadLetter(world(), 's3-sink', `${n}`));
      await put(world(), 's3-sink', 'broken', `{}\n${deadLetter(world(), 's3-sink', 'last')}`);
      const redrive = ['redrive', '--function', 's3-sink', '--type', 'remote', '--on-aws'];
      const { out } = await stack.baikonur(...redrive);
      expect(out).toMatch(/on AWS: 2 units of work, 2 at a time; about 10 state transitions/);
      const report = await stack.document(...redrive, '--run', '--yes');
      expect(report).toMatchObject({ code: 1, delivered: 61, moved: 60, left: 1, sentAgain: 0 });
      expect(report['problems']).toContainEqual(expect.stringContaining('identity: expected text'));
      expect(archived(await stack.contents(), 'remote')).toBe(61);
    },
    LIMIT_MS,
  );
}

function describeAway(world: () => World): void {
  it(
    'redrive on AWS stops with the reason while the destination is away, and goes on later',
    async () => {
      const { stack, receiver, folder } = world();
      await put(world(), 'fluent-sink', 'away', deadLetter(world(), 'fluent-sink', 'away'));
      await receiver.stop('SIGKILL');
      const redrive = ['redrive', '--function', 'fluent-sink', '--type', 'remote', '--on-aws', '--run', '--yes'];
      const away = await stack.document(...redrive);
      const stoppedBecause = expect.stringContaining('REFUSED');
      expect(away).toMatchObject({ code: 1, delivered: 0, moved: 0, left: 1, stoppedBecause });
      world().receiver = await startFluentServer({ directory: folder, port: receiver.port });
      expect(await stack.document(...redrive)).toMatchObject({ code: 0, delivered: 1, moved: 1, left: 0 });
      expect(await messages(world())).toContain(log('remote', 'away', {}));
    },
    LIMIT_MS,
  );
}

/** Writes an object of dead letters of a service. */
async function put(world: World, service: string, file: string, body: string): Promise<void> {
  const { stack, clients } = world;
  const Key = `failed/${nameOf(world, service)}/-/bad_time/remote/2026/11/20/10/${file}.ndjson.gz`;
  await clients.s3.send(new PutObjectCommand({ Bucket: stack.stage.deadLetterBucket, Key, Body: body }));
}

function nameOf({ stack }: World, service: string): string {
  return stack.topology.functions.find((fn) => fn.service === service)?.name ?? '';
}

function deadLetter(world: World, service: string, id: string): string {
  const fields = {
    identity: `s/shard/${id}`,
    function: nameOf(world, service),
    target: '-',
    stage: 'local',
    reason: 'bad_time',
  };
  const data = log('remote', id, {});
  return `${JSON.stringify({ ...fields, logType: 'remote', arrivedAt: TIME, partitionKey: 'k', data })}\n`;
}
