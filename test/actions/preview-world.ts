import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MemoryState, registry, seedMemory } from '../../shared/eden/testing/memory-state.ts';
import { openMemory } from '../eden-api/memory-world.ts';
import { type Given, type Served, serve } from './serve.ts';

/** eden's API, its real handler on an account in memory whose tasks run at once. */
export interface FakeEden extends Served {
  readonly state: MemoryState;
  /** Paths and queries that were asked for, with the bodies of POSTs. */
  readonly asked: string[];
  /** An answer instead of the API's, once; undefined: the API's own. */
  instead: () => Promise<Given | undefined>;
}

/** How a run of the program ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly said: string;
  /** The outputs of the step, or the report `preview.env`. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** Starts eden's API. */
export async function startEden(): Promise<FakeEden> {
  const state = seedMemory();
  const world = openMemory(state);
  const eden = { state, asked: [] as string[], instead: async (): Promise<Given | undefined> => undefined };
  const served = await serve(async ({ method, path, query, headers, body }) => {
    const url = `${path}${query.size > 0 ? `?${query}` : ''}`;
    eden.asked.push(method === 'POST' ? `${url} ${JSON.stringify(body)}` : url);
    expect(headers['x-api-key']).toBe('eden-key');
    const other = await eden.instead();
    if (other !== undefined) return other;
    for (const service of state.services.values()) Object.assign(service, { runningCount: service.desiredCount });
    const got = await world.ask(url, { method, ...(method === 'POST' && { body }) }).got;
    return { status: got.statusCode, body: got.body, headers: got.headers };
  });
  return Object.assign(eden, served);
}

/** The image of a push. */
export function imageOf(push: number): string {
  return `${registry}:push-${push}`;
}

/** The variables of a workflow run of pull request 12. */
export function githubEnv(
  urls: { readonly github: string; readonly eden: string },
  of: {
    readonly run: number;
    readonly action?: string;
    readonly isFork?: boolean;
  },
): Readonly<Record<string, string>> {
  const repo = { full_name: 'nana/api' };
  const event = {
    action: of.action ?? 'synchronize',
    pull_request: {
      number: 12,
      state: of.action === 'closed' ? 'closed' : 'open',
      head: { sha: String(of.run).padStart(40, '0'), repo: of.isFork === true ? { full_name: 'fork/api' } : repo },
      base: { repo },
    },
  };
  return {
    EVENT: JSON.stringify(event),
    GITHUB_API_URL: urls.github,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'nana/api',
    GITHUB_RUN_ID: String(500 + of.run),
    GITHUB_RUN_NUMBER: String(of.run),
    EDEN_TOKEN: 'ghs_token',
    EDEN_IMAGE: imageOf(of.run),
    EDEN_TTL: '72h',
    ...edenEnv(urls.eden),
  };
}

/** The variables of a pipeline of merge request 12. */
export function gitlabEnv(
  urls: { readonly gitlab: string; readonly eden: string },
  of: { readonly pipeline: number; readonly isStop?: boolean },
): Readonly<Record<string, string>> {
  return {
    GITLAB_CI: 'true',
    CI_API_V4_URL: `${urls.gitlab}/api/v4`,
    CI_PROJECT_ID: '5',
    CI_MERGE_REQUEST_IID: '12',
    CI_MERGE_REQUEST_PROJECT_ID: '5',
    CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '5',
    CI_PIPELINE_ID: String(of.pipeline),
    CI_JOB_URL: `https://gitlab.example.com/nana/api/-/jobs/${of.pipeline}`,
    EDEN_COMMAND: of.isStop === true ? 'delete' : '',
    EDEN_TOKEN: 'glpat-token',
    EDEN_IMAGE: imageOf(of.pipeline),
    ...edenEnv(urls.eden),
  };
}

function edenEnv(url: string): Readonly<Record<string, string>> {
  return { EDEN_URL: url, EDEN_API_KEY: 'eden-key', EDEN_PROFILE: 'api', EDEN_WAIT_S: '0' };
}

/** Runs the action's program; `started` gives its process. */
export async function runPreview(
  { EVENT = '{}', ...env }: Readonly<Record<string, string>>,
  started: (child: ChildProcess) => void = () => {},
): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'eden-preview-'));
  writeFileSync(join(folder, 'event.json'), EVENT);
  writeFileSync(join(folder, 'output'), '');
  const files = { GITHUB_EVENT_PATH: join(folder, 'event.json'), GITHUB_OUTPUT: join(folder, 'output') };
  const program = join(__dirname, '../../actions/eden/preview.mjs');
  const child = spawn(process.execPath, [program], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...files, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.once('close', (...ended) => resolve(ended)),
  );
  const outputs = readOutputs(join(folder, env['GITLAB_CI'] === 'true' ? 'preview.env' : 'output'));
  rmSync(folder, { recursive: true });
  return { code, signal, said, outputs };
}

function readOutputs(path: string): Readonly<Record<string, string>> {
  try {
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    return Object.fromEntries(lines.map((line) => [line.replace(/=.*/, ''), line.replace(/^[^=]*=/, '')]));
  } catch {
    return {};
  }
}
