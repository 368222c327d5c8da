import middy from '@middy/core';
import type { Context } from 'aws-lambda';

/** One step of the chain: takes the batch as the step above it left it, and makes the batch of the step below. */
export type Stage<In, Out> = (batch: In) => Out | Promise<Out>;

/** A Lambda handler. */
export type LambdaHandler<Event, Response> = (event: Event, context: Context) => Promise<Response>;

/** The chain before its handler. */
interface BeforeHandler<Event, Batch> {
  readonly before: <Next>(stage: Stage<Batch, Next>) => BeforeHandler<Event, Next>;
  readonly handler: <Next>(stage: Stage<Batch, Next>) => AfterHandler<Event, Next>;
}

/** The chain after its handler. */
interface AfterHandler<Event, Batch> {
  readonly after: <Next>(stage: Stage<Batch, Next>) => AfterHandler<Event, Next>;
  /** The last step: makes Lambda's response. */
  readonly respond: <Response>(stage: Stage<Batch, Response>) => LambdaHandler<Event, Response>;
}

type Middy = ReturnType<typeof middy<unknown, unknown>>;
type Hook = Parameters<Middy['after']>[0];

/**
 * Starts a middy chain that is written in the order in which it runs. Before the handler the batch is middy's `event`,
 * after it middy's `response`; the types prove that each step gets what the step above it made.
 *
 * middy runs `before` hooks in the order in which they are added, but `after` hooks in the reverse order. This file is
 * the only one that knows it: it keeps the `after` steps and adds the last one first.
 * @param open makes the first batch of Lambda's event.
 * @see https://middy.js.org/docs/intro/how-it-works
 */
export function createChain<Event, Batch>(
  open: (event: Event, context: Context) => Batch,
): BeforeHandler<Event, Batch> {
  // The pipeline keeps its own reserve of time; a timer of middy’s would only outlive a function that died.
  const chain = middy<unknown, unknown>({ timeoutEarlyInMillis: 0 });
  chain.before((request) => {
    request.event = open(request.event as Event, request.context); // Lambda's own event
  });
  return beforeHandler(chain);
}

function beforeHandler<Event, Batch>(chain: Middy): BeforeHandler<Event, Batch> {
  return {
    before: <Next>(stage: Stage<Batch, Next>) => {
      chain.before(async (request) => {
        request.event = await stage(request.event as Batch); // what the step above left there
      });
      return beforeHandler<Event, Next>(chain);
    },
    handler: (stage) => {
      chain.handler(async (batch) => stage(batch as Batch)); // as above
      return afterHandler(chain, []);
    },
  };
}

function afterHandler<Event, Batch>(chain: Middy, hooks: readonly Hook[]): AfterHandler<Event, Batch> {
  const hookOf =
    <Next>(stage: Stage<Batch, Next>): Hook =>
    async (request) => {
      request.response = await stage(request.response as Batch); // what the step above answered
    };
  return {
    after: <Next>(stage: Stage<Batch, Next>) => afterHandler<Event, Next>(chain, [...hooks, hookOf(stage)]),
    respond: <Response>(stage: Stage<Batch, Response>) => {
      for (const hook of [...hooks, hookOf(stage)].reverse()) chain.after(hook);
      // Outside, Lambda's event goes in and its response comes out: the first and the last step convert them.
      return chain as unknown as LambdaHandler<Event, Response>;
    },
  };
}
