import { ENGINE_NAMES, type EngineName } from '../../local/search-engines/engines.ts';
import { explainMissingTools } from '../../local/search-engines/install-engine.ts';
import { startEngine } from '../../local/search-engines/start-engine.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Which engine the suite runs on, or why on none. */
export type Choice =
  | { readonly status: 'start'; readonly engine: EngineName }
  | { readonly status: 'use'; readonly url: string }
  | { readonly status: 'leaveOut'; readonly reason: string };

/** The engine that the tests speak to. */
export interface TestedEngine {
  readonly url: string;
  /** Absent where the engine is not ours to restart. */
  readonly restart?: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** The suite's choice on this machine. */
export function chooseEngineHere(): Choice {
  return chooseEngine(process.env, explainMissingTools());
}

/**
 * `OPENSEARCH_URL` names a running engine, `SEARCH_ENGINE` one to start; else OpenSearch 2 where it can be had.
 * @param missing what this machine lacks for an engine of its own.
 * @throws when the engine is unknown, or left out where it may not be: with `CI=true`, or when it was asked for.
 */
export function chooseEngine(env: Env, missing: string | undefined): Choice {
  const { OPENSEARCH_URL: url, SEARCH_ENGINE: asked, CI: ci } = env;
  if (url) return { status: 'use', url: url.replace(/\/+$/, '') };
  const engine = asked || 'opensearch2';
  if (!isEngineName(engine)) throw new Error(`unknown engine ${engine}; there are ${ENGINE_NAMES.join(', ')}`);
  if (missing === undefined) return { status: 'start', engine };
  const reason = `the tests on a real search engine need Java 17 and Maven: ${missing}`;
  if (ci === 'true' || asked) throw new Error(reason);
  return { status: 'leaveOut', reason };
}

function isEngineName(name: string): name is EngineName {
  return ENGINE_NAMES.some((known) => known === name);
}

/** Starts the chosen engine, or speaks to the one that runs already. */
export async function startChosen(
  choice: Exclude<Choice, { status: 'leaveOut' }>,
  settings: Readonly<Record<string, string>>,
): Promise<TestedEngine> {
  return choice.status === 'use'
    ? { url: choice.url, stop: async () => undefined }
    : startEngine(choice.engine, settings);
}
