import { join } from 'node:path';
import { ROOT } from '../../local/stack/paths.ts';
import { shortOrLong } from '../exhaustive.ts';
import { type Ended, openPrivateProject, type PrivateProject } from './private-project.ts';

const LIMIT_MS = 600_000;
const MAIN = 'local/main.ts';
const START = [MAIN, 'start', '--exit'];
const SLS = join(ROOT, 'node_modules/serverless/bin/serverless.js');
/** Random moments of one start at which Ctrl-C is pressed. */
const MOMENTS = shortOrLong(1, 10);
const NOTHING = { files: [], processes: [] };
/** When Ctrl-C is pressed after a command began to work, and between two of them, in ms. */
const PRESS_MS = 300;
const TWICE_MS = 150;

/** A command beside `start`. */
interface Command {
  readonly name: string;
  readonly folder: string;
  readonly args: readonly string[];
  /** Its output while it works; default: from its start. */
  readonly working?: RegExp;
  /** It ends well only where the local AWS is up, or `down` removes what it built. */
  readonly needsStack?: true;
}

const IN_SERVICE = { folder: 'services/s3-sink' };
const PACKAGE: Command = {
  ...IN_SERVICE,
  name: 'package',
  args: [SLS, 'package', '--stage', 'local'],
  needsStack: true,
};
const INVOKE: Command = {
  ...IN_SERVICE,
  name: 'invoke local',
  args: [SLS, 'invoke', 'local', '-f', 'sink', '-p', 'events/mixed.json', '--stage', 'local'],
  needsStack: true,
};
const TEST: Command = {
  name: 'test',
  folder: '.',
  args: ['test/run/main.ts', 'local/stack'],
  working: /Running one project/,
};
const UP: Command = { name: 'up', folder: '.', args: [MAIN, 'up'], working: /deploying/ };
/** Duration of a start that nothing interrupts, in ms. */
let wholeMs: number;
let project: PrivateProject;

beforeAll(async () => {
  project = await openPrivateProject();
}, LIMIT_MS);
afterAll(() => project.remove(), LIMIT_MS);

/** The last line says it; no stack trace, and no advice that is about something else. */
function expectPlainEnd({ output }: Ended): void {
  expect(output).not.toMatch(/^ +at |python3-venv|Error:/m);
  const last = output.trim().split('\n').at(-1) ?? '';
  expect(last).toMatch(/^$|^interrupted; what was started is removed$|the local AWS is down$| s {2}ending$/);
}

it(
  'Ctrl-C while the local AWS is installed leaves nothing',
  async () => {
    const ended = await project.run(START, { after: /installing/, atMs: [500, 600] });
    expectPlainEnd(ended);
    expect(ended).toMatchObject({ code: 130 });
    expect(ended.output.match(/ s {2}ending$/gm)).toHaveLength(1);
    expect(await project.look()).toEqual(NOTHING);
  },
  LIMIT_MS,
);

it(
  'down removes what a killed start leaves',
  async () => {
    await project.run(START, { after: /installing/, atMs: [500], signal: 'SIGKILL' });
    expect(await project.run([MAIN, 'down'])).toMatchObject({ code: 0 });
    expect(await project.look()).toEqual(NOTHING);
  },
  LIMIT_MS,
);

it(
  'a start that ends by itself leaves nothing',
  async () => {
    const { code, output, tookMs } = await project.run(START);
    wholeMs = tookMs;
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(output).toContain('Every log is accounted for');
    expect(output.split('\n').filter(({ length }) => length > 80)).toEqual([]);
    expect(await project.look()).toEqual(NOTHING);
  },
  LIMIT_MS,
);

it.each(Array.from({ length: MOMENTS }, (_, number) => number))(
  'Ctrl-C at a random moment leaves nothing (%i)',
  async (number) => {
    const atMs = Math.round(Math.random() * wholeMs);
    const ended = await project.run(START, { atMs: number % 2 === 0 ? [atMs] : [atMs, atMs + TWICE_MS] });
    expectPlainEnd(ended);
    expect({ atMs, ...(await project.look()) }).toEqual({ atMs, ...NOTHING });
  },
  LIMIT_MS,
);

it(
  'what a killed start leaves is removed by itself or by the next command',
  async () => {
    const atMs = [shortOrLong(1_000, Math.round(wholeMs / 3))];
    await project.run(START, { after: /deploying/, atMs, signal: 'SIGKILL' });
    expect((await project.look()).processes).toEqual([]);
    expectPlainEnd(await project.run(UP.args, { after: UP.working, atMs }));
    expect(await project.look()).toEqual(NOTHING);
  },
  LIMIT_MS,
);

type Ending = 'by itself' | 'by Ctrl-C' | 'by two';
const ENDINGS: readonly Ending[] = ['by itself', 'by Ctrl-C', 'by two'];
interface Case {
  readonly command: Command;
  readonly ending: Ending;
}
const SHORT: readonly Case[] = [
  { command: PACKAGE, ending: 'by Ctrl-C' },
  { command: INVOKE, ending: 'by two' },
  { command: TEST, ending: 'by itself' },
];
const LONG = [UP, PACKAGE, INVOKE, TEST].flatMap((command) => ENDINGS.map((ending): Case => ({ command, ending })));

it.each(shortOrLong(SHORT, LONG))(
  '$command.name that ends $ending leaves nothing',
  async ({ command: { args, folder, working, needsStack }, ending }) => {
    const isWhole = ending === 'by itself';
    if (isWhole && needsStack) expect(await project.run(UP.args)).toMatchObject({ code: 0 });
    const atMs = isWhole ? [] : [PRESS_MS, ...(ending === 'by two' ? [PRESS_MS + TWICE_MS] : [])];
    const { code, output } = await project.run(args, { after: working, atMs }, folder);
    if ((code === 0) !== isWhole) throw new Error(`exit code ${code}: ${output}`);
    expect(output).not.toMatch(/^ +at /m);
    if (isWhole) expect(await project.run([MAIN, 'down'])).toMatchObject({ code: 0 });
    expect(await project.look()).toEqual(NOTHING);
  },
  LIMIT_MS,
);
