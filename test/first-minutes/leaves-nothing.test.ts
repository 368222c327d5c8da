import { join } from 'node:path';
import { ROOT } from '../../local/stack/paths.ts';
import { shortOrLong } from '../exhaustive.ts';
import { type Ended, openPrivateProject, type PrivateProject } from './private-project.ts';

const LIMIT_MS = 600_000;
const START = ['local/main.ts', 'start', '--exit'];
const SLS = join(ROOT, 'node_modules/serverless/bin/serverless.js');
/** Random moments of one start at which Ctrl-C is pressed. */
const MOMENTS = shortOrLong(1, 10);
const NOTHING = { files: [], processes: [] };
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
  expect(last).toMatch(/^$|^interrupted; what was started is removed$|the local AWS is down$/);
}

it(
  'Ctrl-C while the local AWS is installed leaves nothing',
  async () => {
    const ended = await project.run(START, { atMs: [4_000, 4_100] });
    expectPlainEnd(ended);
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
    const ended = await project.run(START, { atMs: number % 2 === 0 ? [atMs] : [atMs, atMs + 150] });
    expectPlainEnd(ended);
    expect({ atMs, ...(await project.look()) }).toEqual({ atMs, ...NOTHING });
  },
  LIMIT_MS,
);

it(
  'what a killed start leaves is removed by itself or by the next command',
  async () => {
    await project.run(START, { atMs: [Math.round(wholeMs / 2)], signal: 'SIGKILL' });
    expect((await project.look()).processes).toEqual([]);
    await project.run(['local/main.ts', 'up'], { atMs: [Math.round(wholeMs / 4)] });
    expect(await project.look()).toEqual(NOTHING);
  },
  LIMIT_MS,
);

it(
  'up, the commands of a service, and down leave nothing',
  async () => {
    const commands: readonly (readonly [folder: string, args: readonly string[]])[] = [
      ['.', ['local/main.ts', 'up']],
      ['services/s3-sink', [SLS, 'package', '--stage', 'local']],
      ['services/s3-sink', [SLS, 'invoke', 'local', '-f', 'sink', '-p', 'events/mixed.json', '--stage', 'local']],
      ['.', ['local/main.ts', 'down']],
    ];
    for (const [folder, args] of commands) {
      const { code, output } = await project.run(args, { atMs: [] }, folder);
      expect({ args, code, output }).toMatchObject({ args, code: 0 });
    }
    expect(await project.look()).toEqual(NOTHING);
  },
  LIMIT_MS,
);
