import { getRequestListener } from '@hono/node-server';
import { buildPage } from '../../cli/baikonur/watch/page/build-page.ts';
import type {
  DeadLetterGroups,
  DeadLetterRequest,
  ExplainAnswer,
  ExplainRequest,
  FindAnswer,
  FindRequest,
  OpenedDeadLetter,
  SendAnswer,
} from '../../cli/baikonur/watch/page-requests.ts';
import { createApp } from '../../cli/baikonur/watch/server/create-app.ts';
import type { TellPage } from '../../cli/baikonur/watch/server/follow.ts';
import { serve } from '../../cli/baikonur/watch/server/serve.ts';
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

/** The server of `baikonur watch`, with a fixture in place of a stage. */
export interface FixtureServer {
  readonly url: string;
  /** Says the fixture's state to all pages. */
  readonly tell: () => void;
  /** Says goodbye to the pages, and ends. */
  readonly end: () => Promise<void>;
  /** Breaks off all connections, without a word. */
  readonly die: () => Promise<void>;
}

const TOKEN = 'a-token-of-the-tests';

let built: ReturnType<typeof buildPage> | undefined;

/** @param port 0: any; another one: that of a server that ended */
export async function startFixtureServer(fixture: Fixture, port = 0): Promise<FixtureServer> {
  const pages = new Set<TellPage>();
  const say = <E extends keyof WatchEvents>(event: E, data: WatchEvents[E]) => {
    const json = JSON.stringify(data);
    for (const page of pages) page(event, json);
  };
  const app = createApp({
    token: TOKEN,
    pageFiles: () => {
      built ??= buildPage();
      return built;
    },
    follow: (page) => {
      pages.add(page);
      page('state', JSON.stringify(fixture.state));
      if (fixture.history !== undefined) page('history', JSON.stringify(fixture.history));
      return () => void pages.delete(page);
    },
    answers: answersOf(fixture),
  });
  const serving = await serve(port, async () => getRequestListener(app.fetch));
  return {
    url: `http://127.0.0.1:${serving.port}/${TOKEN}/`,
    tell: () => say('state', fixture.state),
    end: () => {
      say('bye', { sentence: 'baikonur watch was ended' });
      return serving.close();
    },
    die: serving.close,
  };
}

/** The page sends what the types say. */
function answersOf(fixture: Fixture): Parameters<typeof createApp>[0]['answers'] {
  return {
    deadLetters: async () => fixture.groups,
    deadLetter: async (body) => fixture.deadLetter((body as DeadLetterRequest).key),
    explain: async (body) => fixture.explain((body as ExplainRequest).text),
    find: async (body) => fixture.find((body as FindRequest).id),
    send: async (body) => fixture.send(body.toString()),
  };
}
