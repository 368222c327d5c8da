import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { countRequest } from './metrics.ts';
import type { KnownRule, StrictState } from './strict-state.ts';
import { type TaskTimes, targetState } from './tasks.ts';

/** A request as an ALB hands it to a function. @see https://docs.aws.amazon.com/lambda/latest/dg/services-alb.html */
interface AlbRequest {
  readonly requestContext: { readonly elb: { readonly targetGroupArn: string } };
  readonly httpMethod: string;
  readonly path: string;
  readonly queryStringParameters: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** A function's answer. */
interface AlbAnswer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The application and the function behind a listener. */
export interface ListenerOptions {
  readonly listenerArn: string;
  /** Answers in the place of a healthy task of the target group. */
  readonly application: (request: IncomingMessage, response: ServerResponse, targetGroupArn: string) => void;
  /** The function of target groups of type lambda. */
  readonly invoke: (event: AlbRequest) => Promise<AlbAnswer>;
}

/** A listener that takes HTTP requests on 127.0.0.1. */
export interface HttpListener {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

interface Listening extends ListenerOptions {
  readonly state: () => StrictState;
  readonly times: () => TaskTimes;
}

/** Starts an HTTP listener that follows the rules as they are at each request. */
export async function startListener(listening: Listening): Promise<HttpListener> {
  const server = createServer((request, response) => {
    answer(listening, request, response).catch(() => response.writeHead(502).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function answer(listening: Listening, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [state, times] = [listening.state(), listening.times()];
  const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  const rule = ruleFor(state, listening.listenerArn, host);
  const targetGroupArn = rule && chosenGroup(rule);
  if (targetGroupArn === undefined) return void response.writeHead(404).end();
  if (state.lambdaGroups.has(targetGroupArn)) {
    countRequest(state, targetGroupArn, times.nowMs);
    const { statusCode, headers = {}, body = '' } = await listening.invoke(await eventOf(request, targetGroupArn));
    return void response.writeHead(statusCode, headers).end(body);
  }
  if (targetState(state, targetGroupArn, times) !== 'healthy') return void response.writeHead(503).end();
  countRequest(state, targetGroupArn, times.nowMs);
  listening.application(request, response, targetGroupArn);
}

function ruleFor(state: StrictState, listenerArn: string, host: string): KnownRule | undefined {
  return [...state.rules.values()]
    .filter(({ listener, hosts }) => listener === listenerArn && hosts.some((one) => one.toLowerCase() === host))
    .toSorted((a, b) => a.priority - b.priority)[0];
}

/** By weight; a weight of 0 receives nothing. */
function chosenGroup({ targetGroups, weights }: KnownRule): string | undefined {
  const shares = targetGroups.map((arn) => [arn, weights[arn] ?? 1] as const).filter(([, weight]) => weight > 0);
  let draw = Math.random() * shares.reduce((sum, [, weight]) => sum + weight, 0);
  return shares.find(([, weight]) => {
    draw -= weight;
    return draw < 0;
  })?.[0];
}

async function eventOf(request: IncomingMessage, targetGroupArn: string): Promise<AlbRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', 'http://listener');
  return {
    requestContext: { elb: { targetGroupArn } },
    httpMethod: request.method ?? 'GET',
    path: url.pathname,
    queryStringParameters: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    body: Buffer.concat(chunks).toString('base64'),
    isBase64Encoded: true,
  };
}
