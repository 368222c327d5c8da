import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { DestinationContents } from '../../local/ledger/destination-contents.ts';
import type { LocalClients } from '../../local/stack/aws-clients.ts';
import type { Connection } from '../../local/stack/connection.ts';
import { eventually } from './eventually.ts';
import { type OperatedStack, operateStack } from './operated-stack.ts';

const LIMIT_MS = 120_000;
const TIME = '2026-11-20T10:00:00Z';
/** Gives a log the time that it lacks. */
const EDIT = `export default (log) => ({ ...log, time: '${TIME}' });\n`;

interface World {
  readonly clients: LocalClients;
  readonly connection: Connection;
  /** Where a test may write files. */
  readonly folder: () => string;
}

/** `redrive`, `replay` and `status` on the deployed pipeline of the shipped configuration. */
export function describeRedrive(world: World): void {
  describeSink(world);
  describeForwarder(world);
  describeEditedType(world);
  describeTwoProcesses(world);
  describeReplay(world);
  describeStatus(world);
}

function describeSink(world: World): void {
  test(
    'redrive into s3-sink: the logs are in the archive, no stream has another record, and twice leaves the same objects',
    async () => {
      const { put, untilRejected, contents, document, restore } = stack(world);
      await put('archive', broken('it.redrive', 3));
      await untilRejected('s3-sink', 'it.redrive', 3);
      const before = await contents();
      const redrive = ['redrive', '--function', 's3-sink', '--type', 'it.redrive', '--edit', await editFile(world)];
      const first = await document(...redrive, '--run', '--yes');
      expect(first).toMatchObject({ code: 0, delivered: 3, left: 0, sentAgain: 0, problems: [] });
      const after = await contents();
      expect(linesOf(after, 'it.redrive')).toEqual(fixed('it.redrive', 3));
      expect(elsewhere(after)).toEqual(elsewhere(before));

      expect(await restore(String(first['run']))).toBeGreaterThan(0);
      expect(await document(...redrive, '--run', '--yes')).toMatchObject({ code: 0, delivered: 3, left: 0 });
      const again = await contents();
      expect(again.archive).toEqual(after.archive);
      expect(elsewhere(again)).toEqual(elsewhere(before));
    },
    LIMIT_MS,
  );
}

function describeForwarder(world: World): void {
  test(
    'redrive into a forwarder: its target has the logs, the other readers of its stream and all other streams nothing',
    async () => {
      const { put, untilRejected, contents, document, topology } = stack(world);
      await put('router', broken('app.redrive', 2));
      // Each of them read the record, and rejected it.
      for (const id of ['router', 'forwarders-subscriber', 'forwarders-partner']) {
        await untilRejected(id, 'app.redrive', 2);
      }
      const before = await contents();
      const args = ['redrive', '--function', 'forwarders-subscriber', '--type', 'app.redrive', '--run', '--yes'];
      expect(await document(...args, '--edit', await editFile(world))).toMatchObject({
        code: 0,
        delivered: 2,
        left: 0,
      });
      const after = await contents();
      const target = topology.streams.find(({ key }) => key === 'subscriber')?.name ?? '';
      expect(after.streams).toEqual({ ...before.streams, [target]: (before.streams[target] ?? 0) + 2 });
      expect([after.archive, after.delivery]).toEqual([before.archive, before.delivery]);
      await untilRejected('forwarders-subscriber', 'app.redrive', 0);
      await untilRejected('router', 'app.redrive', 2);
    },
    LIMIT_MS,
  );
}

function describeEditedType(world: World): void {
  test(
    'an edit that changes the type: what the function does not take is filtered, and the original stays in _redriven',
    async () => {
      const { put, untilRejected, contents, document, restore } = stack(world);
      await put('router', broken('app.retyped', 1));
      await untilRejected('forwarders-subscriber', 'app.retyped', 1);
      const before = await contents();
      const file = join(world.folder(), 'retype.mjs');
      await writeFile(file, `export default (log) => ({ ...log, log_type: 'other', time: '${TIME}' });\n`);
      const args = ['redrive', '--function', 'forwarders-subscriber', '--type', 'app.retyped', '--edit', file];
      const { run, ...report } = await document(...args, '--run', '--yes');
      expect(report).toMatchObject({ code: 0, filtered: 1, delivered: 0, moved: 1 });
      expect(elsewhere(await contents())).toEqual(elsewhere(before));
      expect(await restore(String(run))).toBe(1);
    },
    LIMIT_MS,
  );
}

function describeTwoProcesses(world: World): void {
  test(
    'two processes redrive the same objects at once: each log is delivered once',
    async () => {
      const { contents, process: spawn, topology, stage } = stack(world);
      const name = topology.functions.find(({ service }) => service === 's3-sink')?.name ?? '';
      const bodies = Array.from({ length: 12 }, (_, object) => deadLetters(name, `it.both.${object}`));
      for (const [index, body] of bodies.entries()) {
        const Key = `failed/${name}/-/bad_time/it.both/2026/11/20/10/${index}.ndjson.gz`;
        await world.clients.s3.send(new PutObjectCommand({ Bucket: stage.deadLetterBucket, Key, Body: body }));
      }
      const args = ['redrive', '--function', 's3-sink', '--type', 'it.both*', '--run', '--yes'];
      const both = await Promise.all([spawn(...args), spawn(...args)]);
      const sum = (field: string): number => both.reduce((all, one) => all + Number(one[field]), 0);
      expect([sum('delivered'), sum('alreadyDelivered'), sum('sentAgain'), sum('moved')]).toEqual([36, 0, 0, 12]);
      const { archive } = await contents();
      const lines = archive.flatMap((object) => object.lines.map(String)).filter((line) => line.includes('it.both.'));
      expect([lines.length, new Set(lines).size]).toEqual([36, 36]);
    },
    LIMIT_MS,
  );
}

function describeReplay(world: World): void {
  test(
    'replay of a day and type into a forwarder: its target has the same logs, no other reader anything; twice only what is asked',
    async () => {
      const { put, contents, document, topology } = stack(world);
      await put('archive', fixed('app.replay', 5));
      await put('archive', [log('app.replay', 'other-day', '2026-11-19T10:00:00Z')]);
      await untilArchived(stack(world), 'app.replay', 6);
      const before = await contents();
      const day = ['--since', '2026-11-20', '--until', '2026-11-21'];
      const args = ['replay', '--type', 'app.replay', ...day, '--to', 'forwarders-subscriber', '--run', '--yes'];
      const { run, ...report } = await document(...args);
      expect(report).toMatchObject({ code: 0, delivered: 5, filtered: 0, sentAgain: 0, problems: [] });
      const after = await contents();
      const target = topology.streams.find(({ key }) => key === 'subscriber')?.name ?? '';
      expect(after.streams).toEqual({ ...before.streams, [target]: (before.streams[target] ?? 0) + 5 });
      expect([after.archive, after.delivery]).toEqual([before.archive, before.delivery]);
      expect(await document('replay', '--resume', String(run), '--run', '--yes')).toMatchObject({ delivered: 0 });
      expect((await contents()).streams).toEqual(after.streams);
    },
    LIMIT_MS,
  );
}

function describeStatus(world: World): void {
  test('status agrees with what is deployed, and names the dead letters', async () => {
    const { topology, document, baikonur } = stack(world);
    const status = await document('status');
    expect(status).toMatchObject({
      stage: 'local',
      streams: topology.streams.map(({ key, name }) => expect.objectContaining({ key, name })),
      functions: topology.functions.map(({ name }) => expect.objectContaining({ name, enabled: expect.any(Boolean) })),
      held: [],
    });
    expect(status['code']).toBe(status['healthy'] === true ? 0 : 1);
    const since = ['--since', '24h', '--json'];
    const groups: readonly { count: number }[] = JSON.parse((await baikonur('letters', ...since)).out);
    const counted = status['letters'] as readonly { count: number }[]; // as its page says
    expect(sumOf(counted)).toBe(sumOf(groups));
    expect((await baikonur('plan', '--measure', '2h')).err).toMatch(
      /CloudWatch has no figures of the streams of stage local/,
    );
  });
}

function stack({ connection, clients }: World): OperatedStack {
  return operateStack(connection, clients);
}

async function editFile({ folder }: World): Promise<string> {
  const file = join(folder(), 'edit.mjs');
  await writeFile(file, EDIT);
  return file;
}

async function untilArchived({ contents }: OperatedStack, logType: string, count: number): Promise<void> {
  await eventually(async () => linesOf(await contents(), logType).length === count || undefined, 60_000);
}

function sumOf(groups: readonly { readonly count: number }[]): number {
  return groups.reduce((sum, { count }) => sum + count, 0);
}

function log(type: string, id: string, time: string): string {
  return JSON.stringify({ log_type: type, log_id: id, time });
}

/** Logs whose time is none. */
function broken(type: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => log(type, `${type}-${index}`, 'nonsense'));
}

/** The same after {@link EDIT}. */
function fixed(type: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => log(type, `${type}-${index}`, TIME));
}

function linesOf({ archive }: DestinationContents, type: string): readonly string[] {
  const mark = `"log_type":"${type}"`;
  const lines = archive.flatMap((object) => object.lines.map(String));
  return lines.filter((line) => line.includes(mark)).sort();
}

/** All but the archive and the dead letters. */
function elsewhere({ streams, delivery, onFailure }: DestinationContents) {
  return { streams, delivery, onFailure };
}

/** An object of three dead letters whose cause is gone. */
function deadLetters(name: string, type: string): Buffer {
  const lines = [1, 2, 3].map((position) => {
    const identity = `${type}/shard/${position}`;
    const fields = { identity, function: name, target: '-', stage: 'local', reason: 'bad_time', logType: type };
    return JSON.stringify({ ...fields, arrivedAt: TIME, partitionKey: 'k', data: log(type, `${position}`, TIME) });
  });
  return gzipSync(`${lines.join('\n')}\n`);
}
