import type { RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { observeCalls } from '../aws/observe-calls.ts';
import type { OperatedStage } from '../operator/operate.ts';
import { variablesOf } from '../status/expected-variables.ts';
import { createAnswers } from './answers/create-answers.ts';
import type { PageFile } from './page/build-page.ts';
import { createViewState } from './picture/view-state.ts';
import { createDeadLetterCache } from './reading/dead-letter-cache.ts';
import { type FollowClock, type Follower, followStage } from './reading/follow-stage.ts';
import { FIGURES, stageParts, type Whereabouts } from './reading/stage-parts.ts';
import { createApp } from './server/create-app.ts';

/** How often it is looked for what is due. */
const TICK_MS = 250;
/** Pages are told no more often. On a small local stage a log is followed with the eye. */
const PUBLISH_EVERY_MS = { small: 500, usual: 1_000 };
const SMALL_FUNCTIONS = 20;

/** All that answers requests about one stage. */
export function createListener(
  operated: OperatedStage,
  whereabouts: Whereabouts,
  token: string,
): { readonly listener: RequestListener; readonly follower: Follower } {
  const { topology, clients } = operated;
  const canSend = whereabouts.kind === 'local';
  const isSmall = canSend && topology.functions.length <= SMALL_FUNCTIONS;
  const deadLetters = createDeadLetterCache(topology, clients);
  const follower = followStage({
    parts: stageParts(operated, whereabouts, deadLetters),
    main: FIGURES,
    view: createViewState(topology, { canSend, expected: remember(variablesOf) }),
    calls: observeCalls(clients, Date.now),
    tickMs: TICK_MS,
    publishEveryMs: PUBLISH_EVERY_MS[isSmall ? 'small' : 'usual'],
    clock: SYSTEM_CLOCK,
  });
  const app = createApp({
    token,
    pageFiles: buildOnce(),
    follow: follower.follow,
    answers: createAnswers(operated, { deadLetters, nowMs: follower.nowMs, canSend }),
  });
  return { listener: getRequestListener(app.fetch), follower };
}

const SYSTEM_CLOCK: FollowClock = {
  now: Date.now,
  elapsed: () => performance.now(),
  every: (ms, run) => {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
};

/** The page is built once; what failed is built again at the next request. */
function buildOnce(): () => Promise<readonly PageFile[]> {
  let built: Promise<readonly PageFile[]> | undefined;
  return () => {
    built ??= import('./page/build-page.ts').then(({ buildPage }) => buildPage());
    built.catch(() => {
      built = undefined;
    });
    return built;
  };
}

function remember<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const found = known.get(key) ?? make(key);
    known.set(key, found);
    return found;
  };
}
