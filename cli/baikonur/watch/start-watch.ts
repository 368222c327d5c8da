import { join } from 'node:path';
import { ROOT, STATE_DIRECTORY } from '../../../local/stack/paths.ts';
import { loadStack } from '../../../local/stack/stack-state.ts';
import { refuseEndpoint } from '../../../shared/deploy/local-endpoint.ts';
import type { OperatedStage } from '../operator/operate.ts';
import { keepToken, newToken } from './keep-token.ts';
import type { Follower } from './reading/follow-stage.ts';
import type { Whereabouts } from './reading/stage-parts.ts';
import { serve } from './server/serve.ts';

/** A page that is served. */
export interface Watch {
  /** With the token: who has it can read the page. */
  readonly address: string;
  /** Says goodbye to the pages and ends the server. */
  readonly close: (sentence: string) => Promise<void>;
}

/** A stage that is watched. */
export interface WatchedStage {
  readonly operated: OperatedStage;
  /** Folder of the functions' output on a local AWS of ours; absent: of the one that is up, where it is that. */
  readonly functionLogs?: string | undefined;
}

/** Tokens of ports that were asked for. */
const TOKENS = join(ROOT, '.local', 'watch');

/**
 * Serves the page of a stage on this machine. Nothing is read or built before the first request.
 * @param port 0: any that is free
 * @param open gives the stage and its AWS, when the first page asks for it
 */
export async function startWatch(port: number, open: () => Promise<WatchedStage>): Promise<Watch> {
  const kept = Promise.withResolvers<string>();
  let follower: Follower | undefined;
  const serving = await serve(port, async () => {
    const { createListener } = await import('./create-listener.ts');
    const token = await kept.promise;
    const watched = await open();
    const created = createListener(watched.operated, await whereaboutsOf(watched), token);
    follower = created.follower;
    return created.listener;
  });
  // Only a port that was free gets one.
  const token = port === 0 ? newToken() : await keepToken(port, TOKENS);
  kept.resolve(token);
  return {
    address: `http://127.0.0.1:${serving.port}/${token}/`,
    close: async (sentence) => {
      follower?.close(sentence);
      await serving.close();
    },
  };
}

/** A stage whose AWS is an emulator has its figures elsewhere, and takes samples. */
async function whereaboutsOf({ operated, functionLogs }: WatchedStage): Promise<Whereabouts> {
  const { AWS_ENDPOINT_URL: endpoint } = operated.env;
  if (!endpoint || refuseEndpoint(endpoint) !== undefined) return { kind: 'aws' };
  if (functionLogs !== undefined) return { kind: 'local', functionLogs };
  const stack = await loadStack(STATE_DIRECTORY);
  const isOurs = stack?.connection.endpoint === endpoint;
  return { kind: 'local', functionLogs: isOurs ? stack.connection.functionLogs : undefined };
}
