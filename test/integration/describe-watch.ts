import { openStage } from '../../cli/baikonur/operator/operate.ts';
import type {
  DeadLetterGroups,
  FindAnswer,
  OpenedDeadLetter,
  SendAnswer,
} from '../../cli/baikonur/watch/page-requests.ts';
import { startWatch } from '../../cli/baikonur/watch/start-watch.ts';
import type { WatchEdge, WatchState } from '../../cli/baikonur/watch/view.ts';
import type { LocalClients } from '../../local/stack/aws-clients.ts';
import { type Connection, connectionEnv } from '../../local/stack/connection.ts';
import { eventually } from './eventually.ts';
import { operateStack } from './operated-stack.ts';

const LIMIT_MS = 120_000;
/** A port where nothing listens. */
const NOBODY = 'http://127.0.0.1:9';

interface World {
  readonly clients: LocalClients;
  readonly connection: Connection;
  /** Leads a function to another endpoint; returns how to lead it back. */
  readonly reroute: (functionName: string, variable: string, url: string) => Promise<() => Promise<void>>;
}

/** The page of `baikonur watch` on the deployed pipeline of the shipped configuration, as its server has it. */
export function describeWatch(world: World): void {
  describeWay(world);
  describeOutage(world);
}

function describeWay(world: World): void {
  test(
    'samples are seen on their way, a dead letter is opened, a log is found',
    () =>
      withPage(world, async ({ state, ask }) => {
        const sent = await ask<SendAnswer>('send', Buffer.alloc(0), 'application/octet-stream');
        expect(sent).toMatchObject({ records: 24, refused: 0 });
        await eventually(() => (edge(state(), 'stream:router>function:router-route').perSecond ?? 0) > 0 || undefined);
        await eventually(
          () => edge(state(), 'function:s3-sink-sink>destination:archive').state === 'flows' || undefined,
        );
        const id = sent.ids[0] ?? '';
        const found = await eventually(async () => {
          const answer = await ask<FindAnswer>('find', JSON.stringify({ id }));
          return answer.steps.some(({ kind }) => kind === 'delivered') ? answer : undefined;
        });
        expect(found.way).toContain('function:s3-sink-sink>destination:archive');
        const {
          letters: [newest],
        } = await eventually(async () => {
          const { groups } = await ask<DeadLetterGroups>('dead-letters');
          return groups.find(({ reason, error }) => reason === 'missing_field' && error.includes('time'));
        });
        const opened = await ask<OpenedDeadLetter>('dead-letter', JSON.stringify(newest));
        expect(opened).toMatchObject({ reason: 'missing_field', now: { status: 'refused' } });
        expect(opened.redrive).toContain('baikonur redrive --stage local');
        expect(state().nodes.find(({ kind }) => kind === 'deadLetters')).toMatchObject({ state: 'rejects' });
      }),
    LIMIT_MS,
  );
}

function describeOutage(world: World): void {
  test(
    'a destination that is taken away turns its edge to waits, with since and deadlines; and back',
    () =>
      withPage(world, async ({ state, put }) => {
        const sink = operateStack(world.connection, world.clients).topology.functions.find(
          ({ id }) => id === 's3-sink-sink',
        );
        const restore = await world.reroute(sink?.name ?? '', 'AWS_ENDPOINT_URL_S3', NOBODY);
        const id = 'function:s3-sink-sink>destination:archive';
        try {
          await put('archive', [`{"log_type":"it.watch","log_id":"w","time":"${new Date().toISOString()}"}`]);
          const { waits } = await eventually(() => (edge(state(), id).waits ? edge(state(), id) : undefined), 60_000);
          expect(edge(state(), 'stream:archive>function:s3-sink-sink').state).toBe('waits');
          expect(Date.parse(waits?.since ?? '')).toBeGreaterThan(Date.now() - LIMIT_MS);
          expect(Date.parse(waits?.deadLettersAt ?? '')).toBeGreaterThan(Date.now());
          expect(Date.parse(waits?.lostAt ?? '')).toBeGreaterThan(Date.parse(waits?.deadLettersAt ?? ''));
          expect(state().troubles).toEqual(expect.arrayContaining([expect.objectContaining({ kind: 'held' })]));
        } finally {
          await restore();
        }
        await eventually(() => edge(state(), id).state === 'flows' || undefined, 60_000);
      }),
    LIMIT_MS,
  );
}

interface OpenPage {
  /** The newest state. */
  readonly state: () => WatchState;
  readonly ask: <T>(route: string, body?: string | Buffer, type?: string) => Promise<T>;
  readonly put: (stream: string, texts: readonly string[]) => Promise<void>;
}

/** Serves the page, opens it as a browser would, and closes all of it. */
async function withPage({ clients, connection }: World, work: (page: OpenPage) => Promise<void>): Promise<void> {
  const { topology, put } = operateStack(connection, clients);
  const operated = await openStage(topology, connectionEnv(connection));
  const watch = await startWatch(0, async () => ({ operated, functionLogs: connection.functionLogs }));
  const left = new AbortController();
  let newest: WatchState | undefined;
  const following = follow(`${watch.address}events`, left.signal, (state) => {
    newest = state;
  });
  try {
    const state = await eventually(() => (newest?.reading.status === 'current' ? newest : undefined));
    expect(state).toMatchObject({ stage: 'local', canSend: true });
    await work({
      state: () => newest ?? state,
      put,
      ask: async (route, body, type = 'application/json') => {
        const init = body === undefined ? {} : { method: 'POST', body, headers: { 'content-type': type } };
        const answer = await fetch(watch.address + route, init);
        expect(answer.status).toBe(200);
        return JSON.parse(await answer.text());
      },
    });
  } finally {
    left.abort();
    await following;
    await watch.close('the test has ended');
    operated.clients.close();
  }
}

/** Reads states until the signal aborts. */
async function follow(address: string, signal: AbortSignal, tell: (state: WatchState) => void): Promise<void> {
  try {
    const { body } = await fetch(address, { signal });
    let text = '';
    for await (const chunk of body ?? []) {
      text += Buffer.from(chunk).toString();
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const [, data] = /^event: state\ndata: (.*)$/.exec(event) ?? [];
        if (data !== undefined) tell(JSON.parse(data));
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function edge({ edges }: WatchState, id: string): WatchEdge {
  const found = edges.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no edge ${id}`);
  return found;
}
