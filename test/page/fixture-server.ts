import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { buildPage } from '../../cli/baikonur/watch/page/build-page.ts';
import type {
  DeadLetterGroups,
  ExplainAnswer,
  FindAnswer,
  OpenedDeadLetter,
  SendAnswer,
} from '../../cli/baikonur/watch/page-requests.ts';
import type { WatchEvents, WatchHistory, WatchState } from '../../cli/baikonur/watch/view.ts';

/** All that the server says; a test changes it as it likes. */
export interface Fixture {
  state: WatchState;
  history?: WatchHistory;
  groups: DeadLetterGroups;
  readonly explain: (text: string) => ExplainAnswer;
  readonly find: (id: string) => FindAnswer;
  readonly deadLetter: (key: string) => OpenedDeadLetter;
  readonly send: (bytes: string) => SendAnswer;
}

/** A server that answers as `baikonur watch` does, from a fixture. */
export interface FixtureServer {
  readonly url: string;
  /** Says the fixture's state to all pages. */
  readonly tell: () => void;
  /** Ends as the real one does: says so first. */
  readonly end: () => Promise<void>;
  /** Breaks off all connections, without a word. */
  readonly die: () => Promise<void>;
  readonly pages: () => number;
}

/** The policy of `view.ts`. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; require-trusted-types-for 'script'";
const PREFIX = '/token/';

let built: ReturnType<typeof buildPage> | undefined;

/** @param port 0: any; another one: that of a server that ended */
export async function startFixtureServer(fixture: Fixture, port = 0): Promise<FixtureServer> {
  built ??= buildPage();
  const files = new Map((await built).map((file) => [file.name, file] as const));
  const pages = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const route = request.url?.startsWith(PREFIX) ? request.url.slice(PREFIX.length) : undefined;
    const file = route === undefined ? undefined : files.get(route === '' ? 'index.html' : route);
    if (file !== undefined) {
      response.writeHead(200, { 'content-type': file.contentType, 'content-security-policy': POLICY });
      response.end(file.body);
    } else if (route === 'events') {
      pages.add(response);
      request.once('close', () => pages.delete(response));
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      sayAll(response, fixture);
    } else {
      void answer(route, request, fixture).then((value) => {
        response.writeHead(value === undefined ? 404 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(value ?? { error: `there is no ${request.url}` }));
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  // A listening server has an address with a port.
  const { port: own } = server.address() as AddressInfo;
  const die = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${own}${PREFIX}`,
    tell: () => {
      for (const page of pages) say(page, 'state', fixture.state);
    },
    end: async () => {
      await Promise.all([...pages].map(sayGoodbye));
      await die();
    },
    die,
    pages: () => pages.size,
  };
}

/** The last words of a connection that is cut at once may be lost. */
function sayGoodbye(page: ServerResponse): Promise<void> {
  say(page, 'bye', { sentence: 'Ctrl-C was pressed' });
  return new Promise((resolve) => page.end(resolve));
}

function sayAll(page: ServerResponse, { state, history }: Fixture): void {
  say(page, 'state', state);
  if (history !== undefined) say(page, 'history', history);
}

function say<E extends keyof WatchEvents>(page: ServerResponse, event: E, data: WatchEvents[E]): void {
  page.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

async function answer(route: string | undefined, request: IncomingMessage, fixture: Fixture): Promise<unknown> {
  const body = await text(request);
  switch (route) {
    case 'dead-letters':
      return fixture.groups;
    case 'explain':
      return fixture.explain(JSON.parse(body).text);
    case 'find':
      return fixture.find(JSON.parse(body).id);
    case 'dead-letter':
      return fixture.deadLetter(JSON.parse(body).key);
    case 'send':
      return fixture.send(body);
    default:
      return undefined;
  }
}
