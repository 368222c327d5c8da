import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { IAMClient } from '@aws-sdk/client-iam';
import { type AwsOptions, createEdenAws } from '../../shared/eden/clients/eden-aws.ts';
import { createTableAdmin } from '../../shared/eden/table/admin-calls.ts';
import { printableLines } from '../../shared/log/printable.ts';
import { endOnLostOutput } from '../program/lost-output.ts';
import { findApiRoles } from './api-roles.ts';
import { openInBrowser } from './browser.ts';
import { createInterruption } from './interruption.ts';
import { readTextFile, writeOwnFile } from './own-files.ts';
import { runEden } from './program.ts';
import { CLI_LEASE } from './remote.ts';
import { createReadRole } from './role-policies.ts';
import { createTaskReads } from './tasks/task-calls.ts';

/** An endpoint of the environment means an emulator: its buckets have no host names. Throttles are waited out. */
const endpoint = process.env.AWS_ENDPOINT_URL;
/** The SDK does not read AWS_DEFAULT_REGION, which the AWS CLI and boto3 do. To them an empty AWS_REGION is none. */
if (process.env.AWS_REGION === '') delete process.env.AWS_REGION;
const region = process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION;
const options: AwsOptions = {
  maxAttempts: 8,
  ...(endpoint !== undefined && { endpoint }),
  ...(region && { region }),
};

const holder = `cli ${userInfo().username}@${hostname()}`;
const clock = { now: Date.now, sleep: (ms: number) => sleep(ms) };
const interruption = createInterruption({
  clock,
  warn,
  exit: (ended) => process.exit(ended),
  holder,
  leaseMs: CLI_LEASE.durationMs,
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interruption.receive);
endOnLostOutput(process);
let isHeard = true;
process.stdout.on('error', () => {
  isHeard = false;
});

const code = await runEden(process.argv.slice(2), {
  print: (line) => void process.stdout.write(`${printableLines(line)}\n`),
  warn,
  home: homedir(),
  env: process.env,
  readFile: readTextFile,
  writeFile: writeOwnFile,
  appendFile: (path, text) => appendFileSync(path, text),
  region: async () => await new ECSClient(options).config.region().catch(() => undefined),
  createAws: (table) => createEdenAws(table, options),
  createAdmin: () => createTableAdmin(new DynamoDBClient(options)),
  apiRoles: findApiRoles,
  readRole: createReadRole(new IAMClient(options)),
  taskReads: createTaskReads(options),
  openUrl: openInBrowser,
  isHeard: () => isHeard,
  clock: { ...clock, sleep: interruption.sleep },
  interruption,
  newRunId: randomUUID,
  random: Math.random,
  holder,
});
process.exitCode = code === 0 ? 0 : (interruption.exitCode() ?? code);

function warn(line: string): void {
  process.stderr.write(`${printableLines(line)}\n`);
}
