import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { operate } from '../../cli/baikonur/operator/operate.ts';
import { createListener } from '../../cli/baikonur/watch/create-listener.ts';
import { serve } from '../../cli/baikonur/watch/server/serve.ts';
import { startFluentServer } from '../../local/fluent-receivers/start-fluent-server.ts';
import { writeConfig } from '../../local/search/search-config.ts';
import { type Connection, connectionEnv } from '../../local/stack/connection.ts';
import { deployAll } from '../../local/stack/deploy.ts';
import { startStack, stopStack } from '../../local/stack/up.ts';

const SERVICES = new Set(['router', 's3-sink', 'fluent-sink']);
const TOKEN = 'a-token-of-the-tests';

/** A stage on a local AWS with a Fluent receiver, and its page. */
export interface RealStage {
  readonly url: string;
  /** The receiver ends, as a machine that is switched off. */
  readonly takeReceiverAway: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts a local AWS, deploys to it, and serves its page. */
export async function startRealStage(): Promise<RealStage> {
  const folder = await mkdtemp(join(tmpdir(), 'page-'));
  const stateDirectory = join(folder, 'state');
  const { AWS_ENDPOINT_URL: _, ...machine } = process.env;
  const tell = (line: string): void => void process.stderr.write(`page: ${line}\n`);
  const receiver = await startFluentServer({ directory: folder });
  const root = join(folder, 'with-fluent');
  await writeConfig(root, [
    ['streams.yml', ['streams', 'fluent'], { description: 'Read by fluent-sink' }],
    ['routes.yml', ['routes', '+'], { name: 'fluent', types: ['*'], target: 'kinesis:fluent' }],
    [
      'sinks.yml',
      ['sinks', 'fluent-sink'],
      {
        source: 'fluent',
        whitelist: ['*'],
        environment: { LOG_FLUENT_SINK_ENDPOINT: receiver.endpoint, LOG_FLUENT_TAG: 'test' },
      },
    ],
  ]);
  const { connection } = await startStack({ stateDirectory, region: 'us-east-1', machine, tell, endsWithUs: true });
  await deployAll(connection, machine, tell, { configRoot: root, only: SERVICES, temporary: folder });
  const page = await servePage(connection, root);
  return {
    url: page.url,
    takeReceiverAway: () => receiver.stop('SIGKILL'),
    stop: async () => {
      await page.stop();
      await stopStack(stateDirectory);
      await receiver.stop('SIGKILL');
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** As `baikonur watch` does, in this process; its clients are open until `stop`. */
async function servePage(connection: Connection, root: string) {
  const ended = Promise.withResolvers<void>();
  const served = Promise.withResolvers<{ readonly url: string; readonly close: () => Promise<void> }>();
  const cwd = jest.spyOn(process, 'cwd').mockReturnValue(root);
  const shell = {
    stdin: Readable.from([]),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    env: connectionEnv(connection),
    now: Date.now,
    untilInterrupted: () => new AbortController().signal,
  };
  const done = operate({ stage: 'local' }, shell, async (operated) => {
    const { functionLogs } = connection;
    const { listener, follower } = createListener(operated, { kind: 'local', functionLogs }, TOKEN);
    const { port, close } = await serve(0, async () => listener);
    served.resolve({
      url: `http://127.0.0.1:${port}/${TOKEN}/`,
      close: async () => {
        follower.close('the tests end');
        await close();
      },
    });
    await ended.promise;
  });
  done.catch(served.reject);
  const { url, close } = await served.promise;
  cwd.mockRestore();
  return {
    url,
    stop: async () => {
      await close();
      ended.resolve();
      await done;
    },
  };
}
