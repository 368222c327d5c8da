import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AwsAnswer, denyAnswer, throttleAnswer } from './aws-error.ts';
import { type AwsRequest, readRequest } from './aws-request.ts';
import { createFaults, type Faults } from './faults.ts';
import { type HttpListener, type ListenerOptions, startListener } from './listener.ts';
import { answerMetrics } from './metrics.ts';
import { startMoto } from './moto.ts';
import { answerRecords } from './records.ts';
import { complete, remember } from './remember.ts';
import { strictRules } from './rules.ts';
import { createStrictState, type StrictState } from './strict-state.ts';
import { answerTasks } from './tasks.ts';

/** How strict-aws behaves. `root` is the project's folder. Times in ms. */
export interface StrictAwsOptions {
  readonly root: string;
  /** Added to each call; 50 unless told. */
  readonly latencyMs?: number;
  /** How long a deleted service stays DRAINING; 0 unless told. */
  readonly drainMs?: number;
  /** Rules one ALB takes; 100 unless told. */
  readonly maxRules?: number;
  /**
   * How long after its tasks were started a service has healthy targets. Unless told, no task ever runs and no target is
   * registered.
   */
  readonly healthyAfterMs?: number;
  readonly now?: () => number;
  /** Default: a moto of its own. */
  readonly startMoto?: typeof startMoto;
}

/** A call that arrived, and the HTTP status it was answered with. */
interface RecordedCall extends AwsRequest {
  readonly status: number;
}

/** An AWS on this machine that keeps the laws moto does not. The access key is the account, the session token a client. */
export interface StrictAws {
  readonly url: string;
  readonly faults: Faults;
  /** Calls that were answered, in order, of one client or of all. */
  readonly calls: (client?: string) => readonly RecordedCall[];
  /** The state of an account's Region, for the HTTP listener and for tests that let tasks stop. */
  readonly stateOf: (place: Pick<AwsRequest, 'account' | 'region'>) => StrictState;
  /** Starts an HTTP listener that follows the rules of an ALB's listener, in the account and Region of its ARN. */
  readonly listen: (options: ListenerOptions) => Promise<HttpListener>;
  readonly stop: () => Promise<void>;
}

/** One call on its way through the proxy. */
interface Proxy {
  readonly options: Required<StrictAwsOptions>;
  readonly motoPort: number;
  readonly agent: Agent;
  readonly faults: Faults;
  readonly states: Map<string, StrictState>;
  readonly recorded: RecordedCall[];
  /**
   * account → the end of its line of calls. Moto's threads overtake each other between check and write, and a read would
   * see what is written by halves: an S3 object has its body before it has its headers.
   */
  readonly lines: Map<string, Promise<unknown>>;
}

const HOP_HEADERS = new Set(['connection', 'content-length', 'transfer-encoding', 'keep-alive', 'date', 'server']);

/** Starts moto and the strict proxy before it, on a free port of 127.0.0.1. */
export async function startStrictAws(options: StrictAwsOptions): Promise<StrictAws> {
  const start = options.startMoto ?? startMoto;
  const moto = await start(options.root);
  const proxy: Proxy = {
    options: {
      latencyMs: 50,
      drainMs: 0,
      maxRules: 100,
      healthyAfterMs: Number.POSITIVE_INFINITY,
      now: Date.now,
      startMoto: start,
      ...options,
    },
    motoPort: moto.port,
    agent: new Agent({ keepAlive: true, maxSockets: 64 }),
    faults: createFaults(),
    states: new Map(),
    recorded: [],
    lines: new Map(),
  };
  const server = createServer((incoming, outgoing) => {
    handle(proxy, incoming, outgoing).catch(() => outgoing.destroy());
  });
  // A connection that ends after a while of silence ends, on a busy machine, just when a client sends on it.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    proxy.agent.destroy();
    await moto.stop();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults: proxy.faults,
    stateOf: (place) => stateOf(proxy, { ...place, service: 'ecs' }),
    listen: (listener) =>
      startListener({
        ...listener,
        state: () => stateOf(proxy, placeOf(listener.listenerArn)),
        times: () => ({ nowMs: proxy.options.now(), healthyAfterMs: proxy.options.healthyAfterMs }),
      }),
    calls: (client) => proxy.recorded.filter((call) => client === undefined || call.client === client),
    stop,
  };
}

async function handle(proxy: Proxy, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const request = readRequest(incoming.method ?? 'GET', incoming.url ?? '/', incoming.headers, body.toString());
  const fault = proxy.faults.next(request);
  if (proxy.options.latencyMs > 0) await sleep(proxy.options.latencyMs);
  if (fault === 'dead' || fault === 'die_before') return void outgoing.destroy();
  const answer =
    fault === 'throttle'
      ? throttleAnswer(request.service)
      : fault === 'deny'
        ? denyAnswer(request.service, request.action)
        : await inLine(proxy, request, () => answerOf(proxy, request, incoming, body));
  proxy.recorded.push({ ...request, status: answer.status });
  if (fault === 'die_after') return void outgoing.destroy();
  outgoing.writeHead(answer.status, answer.headers);
  outgoing.end(answer.body);
}

async function inLine<T>(proxy: Proxy, request: AwsRequest, work: () => Promise<T>): Promise<T> {
  const mine = (proxy.lines.get(request.account) ?? Promise.resolve()).then(work);
  proxy.lines.set(
    request.account,
    mine.catch(() => {}),
  );
  return await mine;
}

async function answerOf(
  proxy: Proxy,
  request: AwsRequest,
  incoming: IncomingMessage,
  body: Buffer,
): Promise<AwsAnswer> {
  const state = stateOf(proxy, request);
  const { maxRules, drainMs, healthyAfterMs } = proxy.options;
  const nowMs = proxy.options.now();
  for (const rule of strictRules) {
    const refusal = rule.action === request.action ? rule.refuse(request, { state, nowMs, maxRules }) : undefined;
    if (refusal !== undefined) return refusal;
  }
  const answer =
    answerRecords(state, request) ??
    answerTasks(state, request, { nowMs, healthyAfterMs }) ??
    answerMetrics(state, request) ??
    (await forward(proxy, request, incoming, body));
  if (answer.status >= 300) return answer;
  if (request.isMutating) remember(state, { request, answer: answer.body, nowMs, drainMs });
  return { ...answer, body: complete(state, { request, answer: answer.body, nowMs, healthyAfterMs }) };
}

function stateOf(
  proxy: Proxy,
  { account, region, service }: Pick<AwsRequest, 'account' | 'region' | 'service'>,
): StrictState {
  const place = service === 'route53' || service === 's3' ? account : `${account}/${region}`;
  const state = proxy.states.get(place) ?? createStrictState();
  proxy.states.set(place, state);
  return state;
}

function placeOf(arn: string) {
  const [, , , region = '', account = ''] = arn.split(':');
  return { account, region, service: 'elasticloadbalancing' };
}

function forward(proxy: Proxy, request: AwsRequest, incoming: IncomingMessage, body: Buffer): Promise<AwsAnswer> {
  const headers = { ...incoming.headers, 'x-moto-account-id': request.account, 'content-length': body.length };
  const target = {
    host: '127.0.0.1',
    port: proxy.motoPort,
    agent: proxy.agent,
    method: request.method,
    path: request.path,
  };
  return new Promise((resolve, reject) => {
    const upstream = httpRequest({ ...target, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const isLengthKept = request.method === 'HEAD';
        const kept = Object.entries(response.headers).filter(
          ([name]) => !HOP_HEADERS.has(name) || (isLengthKept && name === 'content-length'),
        );
        resolve({
          status: response.statusCode ?? 500,
          headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
          body: Buffer.concat(chunks).toString(),
        });
      });
    });
    upstream.on('error', reject);
    upstream.end(body);
  });
}
