import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seedAccount, strictCredentials } from './seed.ts';
import { startStrictAws } from './strict-aws.ts';

const DEMO_PLACE = { account: '123456789012', region: 'ap-northeast-1' };

/**
 * Shows eden at work without an AWS account: a seeded reference service on strict-aws (50 ms a call), then the real
 * CLI: set-up, create, list, redeploy, delete. Gives the first exit code that is not 0.
 * @param root the project's folder.
 */
export async function runEdenDemo(root: string, print: (line: string) => void): Promise<number> {
  const strict = await startStrictAws({ root });
  const home = mkdtempSync(join(tmpdir(), 'eden-demo-'));
  try {
    const { fields, images } = await seedAccount({ url: strict.url, ...DEMO_PLACE });
    const env = demoEnvironment(strict.url, home);
    const [first = '', second = ''] = images;
    const keys = Object.entries(fields).flatMap(([key, value]) => [`--${key.replaceAll('_', '-')}`, value]);
    const commands = [
      ['config', 'setup', '-p', 'api', ...keys],
      ['config', 'check', '-p', 'api'],
      ['create', '-p', 'api', '--name', 'foo', '--image-uri', first],
      ['ls'],
      ['create', '-p', 'api', '--name', 'foo', '--image-uri', second],
      ['show', 'foo', '-p', 'api'],
      ['delete', '-p', 'api', '--name', 'foo'],
      ['ls'],
    ];
    for (const args of commands) {
      print(`\n$ eden ${args.join(' ')}`);
      const startedAtMs = performance.now();
      const code = await runCli(root, args, env);
      print(`# ${((performance.now() - startedAtMs) / 1000).toFixed(1)} s`);
      if (code !== 0) return code;
    }
    return 0;
  } finally {
    await strict.stop();
    rmSync(home, { recursive: true });
  }
}

/** The environment of a user whose AWS is strict-aws. */
function demoEnvironment(url: string, home: string): NodeJS.ProcessEnv {
  const credentials = strictCredentials(DEMO_PLACE.account, 'demo');
  return {
    ...process.env,
    HOME: home,
    AWS_ENDPOINT_URL: url,
    AWS_REGION: DEMO_PLACE.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
  };
}

function runCli(root: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(process.execPath, [join(root, 'cli', 'eden', 'main.ts'), ...args], {
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
