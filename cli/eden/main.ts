import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import { type AwsOptions, createEdenAws } from '../../shared/eden/clients/eden-aws.ts';
import { createTableAdmin } from '../../shared/eden/table/admin-calls.ts';
import { printableLines } from '../../shared/log/printable.ts';
import { findApiRoles } from './api-roles.ts';
import { runEden } from './program.ts';
import { createReadRole } from './role-policies.ts';

/** An endpoint of the environment means an emulator: its buckets have no host names. Throttles are waited out. */
const endpoint = process.env.AWS_ENDPOINT_URL;
const options: AwsOptions = { maxAttempts: 8, ...(endpoint !== undefined && { endpoint }) };

process.exitCode = await runEden(process.argv.slice(2), {
  print: (line) => void process.stdout.write(`${printableLines(line)}\n`),
  warn: (line) => void process.stderr.write(`${printableLines(line)}\n`),
  home: homedir(),
  env: process.env,
  readFile: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
  writeFile: (path, text) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  },
  appendFile: (path, text) => appendFileSync(path, text),
  createAws: (table) => createEdenAws(table, options),
  createAdmin: () => createTableAdmin(new DynamoDBClient(options)),
  apiRoles: findApiRoles,
  readRole: createReadRole(new IAMClient(options)),
  clock: { now: Date.now, sleep: (ms) => sleep(ms) },
  newRunId: randomUUID,
  random: Math.random,
  holder: `${userInfo().username}@${hostname()}`,
});
