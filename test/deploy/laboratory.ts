import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnv } from '../../local/stack/child-env.ts';
import { startMinistack } from '../../local/stack/ministack.ts';
import { endGroup } from '../../local/stack/processes.ts';
import { ensurePython } from '../../local/stack/python.ts';
import { LOCAL_CREDENTIALS } from '../../shared/deploy/local-endpoint.ts';
import { tellTester } from '../tell-tester.ts';
import { openWorkshop, ROOT, type Workshop } from '../templates/package-services.ts';
import { type StrictFront, startStrictFront } from './strict-front.ts';

/** A strict local AWS, and a copy of the project that deploys to it. */
export interface Laboratory {
  readonly front: StrictFront;
  readonly workshop: Workshop;
  /** Runs `sls` in a service's folder. */
  readonly sls: (service: string, ...args: readonly string[]) => Promise<CommandResult>;
  readonly close: () => Promise<void>;
}

/** The end of a command. */
export interface CommandResult {
  readonly isDone: boolean;
  /** Both streams. */
  readonly output: string;
}

const SLS = join(ROOT, 'node_modules/serverless/bin/serverless.js');
const COMMAND_TIMEOUT_MS = 180_000;

/** @param stages further stage files, by the stage's name */
export async function openLaboratory(stages: Readonly<Record<string, string>>): Promise<Laboratory> {
  const directory = await mkdtemp(join(tmpdir(), 'baikonur-laboratory-'));
  const python = await ensurePython(tellTester);
  const ministack = await startMinistack(python, directory, 'us-east-1');
  const front = await startStrictFront(ministack.endpoint);
  const workshop = await openWorkshop(stages);
  await mkdir(join(directory, 'home'));
  const connection = { endpoint: front.endpoint, region: 'us-east-1', ...LOCAL_CREDENTIALS };
  const env = {
    ...childEnv(connection, { ...process.env, HOME: join(directory, 'home') }),
    SLS_AWS_MONITORING_FREQUENCY: '200',
    SLS_TELEMETRY_DISABLED: '1',
    CI: 'true',
  };
  return {
    front,
    workshop,
    sls: (service, ...args) =>
      new Promise((resolve) => {
        const cwd = join(workshop.root, 'services', service);
        const options = { cwd, env, timeout: COMMAND_TIMEOUT_MS };
        execFile(process.execPath, [SLS, ...args], options, (error, stdout, stderr) => {
          resolve({ isDone: error === null, output: `${stdout}${stderr}` });
        });
      }),
    close: async () => {
      await front.close();
      await endGroup(ministack.pid);
      await workshop.remove();
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
