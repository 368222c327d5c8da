import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import type { ApiRole } from '../../cli/eden/api-roles.ts';
import { runEden } from '../../cli/eden/program.ts';
import { createReadRole } from '../../cli/eden/role-policies.ts';
import type { Shell } from '../../cli/eden/shell.ts';
import { createTaskReads } from '../../cli/eden/tasks/task-calls.ts';
import { strictCredentials } from '../../local/strict-aws/seed.ts';
import type { StrictAws } from '../../local/strict-aws/strict-aws.ts';
import { type AwsOptions, createEdenAws } from '../../shared/eden/clients/eden-aws.ts';
import { createTableAdmin } from '../../shared/eden/table/admin-calls.ts';
import { createTestClock, region } from './world.ts';

/** The output and the exit code of one command line. */
export interface Said {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

/** The CLI with files in memory, on a strict-aws account. */
export interface Cli {
  readonly eden: (...args: string[]) => Promise<Said>;
  readonly files: Map<string, string>;
  /** Pages that were opened in the browser. */
  readonly opened: readonly string[];
  /** Ctrl-C as soon as a line like this is printed; undefined: never. */
  readonly interruptAt: (line: RegExp | undefined) => void;
}

/** Opens the CLI; its client name in strict-aws's records is `cli`. */
export function openCli(
  strict: StrictAws,
  account: string,
  env: Shell['env'] = {},
  apiRoles: readonly ApiRole[] = [],
  client = 'cli',
  more: Partial<Shell> = {},
): Cli {
  const files = new Map<string, string>();
  const opened: string[] = [];
  const options = { endpoint: strict.url, region, credentials: strictCredentials(account, client), maxAttempts: 2 };
  const clock = createTestClock();
  const interruption = createInterrupter();
  return {
    files,
    opened,
    interruptAt: interruption.setLine,
    eden: async (...args) => {
      const [out, err]: [string[], string[]] = [[], []];
      const code = await runEden(args, {
        print: (line) => {
          out.push(line);
          interruption.heard(line);
        },
        warn: (line) => {
          err.push(line);
          interruption.heard(line);
        },
        home: '/home/nana',
        env,
        ...filesIn(files),
        ...portsOf(options),
        apiRoles: () => ({ status: 'known', roles: apiRoles }),
        openUrl: async (url) => void opened.push(url),
        isHeard: () => true,
        clock,
        interruption: { isInterrupted: () => interruption.isInterrupted(), begin: () => {} },
        newRunId: randomUUID,
        random: Math.random,
        holder: 'cli nana@laptop',
        ...more,
      });
      return { code, out, err };
    },
  };
}

function filesIn(files: Map<string, string>): Pick<Shell, 'readFile' | 'writeFile' | 'appendFile'> {
  return {
    readFile: (path) => files.get(path),
    writeFile: (path, text) => void files.set(path, text),
    appendFile: (path, text) => void files.set(path, (files.get(path) ?? '') + text),
  };
}

/** A busy machine answers late; no test is about that. */
function portsOf(options: AwsOptions): Pick<Shell, 'region' | 'createAws' | 'readRole' | 'taskReads' | 'createAdmin'> {
  return {
    region: async () => region,
    createAws: (table) => createEdenAws(table, options, 120_000),
    readRole: createReadRole(new IAMClient(options), 120_000),
    taskReads: createTaskReads(options, 120_000),
    createAdmin: () => createTableAdmin(new DynamoDBClient(options)),
  };
}

/** A person who presses Ctrl-C when a certain line is printed. */
function createInterrupter() {
  let wanted: RegExp | undefined;
  let isInterrupted = false;
  return {
    setLine: (line: RegExp | undefined): void => {
      wanted = line;
      isInterrupted = false;
    },
    heard: (line: string): void => {
      isInterrupted ||= wanted?.test(line) ?? false;
    },
    isInterrupted: () => isInterrupted,
  };
}
