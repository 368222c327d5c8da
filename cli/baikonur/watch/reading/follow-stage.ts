import { errorText } from '../../../../shared/errors/error-text.ts';
import { isThrottled, type ObservedCalls } from '../../aws/observe-calls.ts';
import type { Unread } from '../../status/read-facts.ts';
import type { Snapshot, ViewState } from '../picture/view-state.ts';
import type { Follow, TellPage } from '../server/follow.ts';
import type { WatchHistory, WatchReading, WatchState } from '../view.ts';
import { describeReading } from './describe-reading.ts';
import { afterReading, newPace, type Pace } from './pace.ts';

/** A part of a stage that is read by itself, in its own time. */
export interface StagePart {
  /** In sentences. */
  readonly name: string;
  readonly everyMs: number;
  /** `undefined`: nothing new. `tell` receives what was not read of it. */
  readonly read: (reading: PartReading) => Promise<PartRead>;
}

/** The circumstances of one reading. */
interface PartReading {
  /** Of the clock of AWS. */
  readonly nowMs: number;
  readonly signal: AbortSignal;
  readonly tell: (unread: Unread) => void;
}

/** A part that was read. */
export interface PartRead {
  readonly facts?: Partial<Snapshot['facts']>;
  readonly rates?: Snapshot['rates'];
  readonly environments?: Snapshot['environments'];
  readonly history?: WatchHistory;
}

/** The world of a follower. */
export interface FollowOptions {
  readonly parts: readonly StagePart[];
  /** Name of the part whose age is that of the figures. */
  readonly main: string;
  readonly view: ViewState;
  readonly calls: ObservedCalls;
  /** Between two looks at what is due, and between two states. */
  readonly tickMs: number;
  readonly publishEveryMs: number;
  readonly clock: FollowClock;
}

/** Clocks and timers. */
export interface FollowClock {
  /** Epoch milliseconds, of this machine. */
  readonly now: () => number;
  /** Milliseconds that never jump. */
  readonly elapsed: () => number;
  /** Calls back again and again, until the function that it returns is called. */
  readonly every: (ms: number, run: () => void) => () => void;
}

/** Follows one stage for all pages. */
export interface Follower {
  readonly follow: Follow;
  /** Now, by the clock of AWS. */
  readonly nowMs: () => number;
  /** Says goodbye to the pages, and ends all reading. */
  readonly close: (sentence: string) => void;
}

/** A clock that is off by less is taken as it is. */
const CLOCK_TOLERANCE_MS = 60_000;

/** By how much the age of the figures alone waits longer than a change. */
const PATIENCE = 1.5;
/** A state is made again after so long also where nothing was read: deadlines come nearer. */
const VIEW_EVERY_MS = 10_000;

/** All that is remembered between two readings. */
interface Memory {
  readonly paces: Map<string, Pace>;
  readonly unread: Map<string, readonly Unread[]>;
  /** Parts that are being read. */
  readonly busy: Set<string>;
  snapshot: Snapshot;
  history: string | undefined;
  /** The last state without its reading, and the last history, that were told. */
  told: { readonly state?: string; readonly history?: string | undefined };
  publishedMs: number;
  viewedMs: number;
  /** Something was read since the last state. */
  isChanged: boolean;
}

/** Starts to follow when the first page asks for it, and stops when the last one has gone. */
export function followStage(options: FollowOptions): Follower {
  const { clock, calls, tickMs } = options;
  const pages = new Set<TellPage>();
  const memory = newMemory(options);
  let reading = new AbortController();
  let stop: (() => void) | undefined;
  const nowMs = (): number => {
    const aheadMs = calls.clockAheadMs();
    return clock.now() - (Math.abs(aheadMs) > CLOCK_TOLERANCE_MS ? aheadMs : 0);
  };
  const tellAll: TellPage = (event, json) => {
    for (const tell of pages) tell(event, json);
  };
  const tellDue = (): void => {
    // A reading may end after the last page has gone.
    if (pages.size > 0) publishSafely(options, memory, nowMs(), tellAll);
  };
  const read = (): void => readDue(options, memory, { nowMs, signal: reading.signal }, tellDue);
  const leave = (tell: TellPage): void => {
    pages.delete(tell);
    if (pages.size > 0) return;
    stop?.();
    stop = undefined;
    reading.abort();
  };
  return {
    nowMs,
    follow: (tell) => {
      pages.add(tell);
      tell('state', JSON.stringify(viewNow(options, memory, nowMs())));
      if (memory.history !== undefined) tell('history', memory.history);
      if (stop === undefined) {
        reading = new AbortController();
        stop = clock.every(tickMs, () => {
          read();
          tellDue();
        });
        read();
      }
      return () => leave(tell);
    },
    close: (sentence) => {
      tellAll('bye', JSON.stringify({ sentence }));
      for (const tell of pages) leave(tell);
    },
  };
}

function newMemory({ parts }: FollowOptions): Memory {
  return {
    paces: new Map(parts.map(({ name, everyMs }) => [name, newPace(everyMs)])),
    unread: new Map(),
    busy: new Set(),
    snapshot: { facts: { unread: [] } },
    history: undefined,
    told: {},
    publishedMs: Number.NEGATIVE_INFINITY,
    viewedMs: Number.NEGATIVE_INFINITY,
    isChanged: false,
  };
}

type Circumstances = { readonly nowMs: () => number; readonly signal: AbortSignal };

function readDue(options: FollowOptions, memory: Memory, circumstances: Circumstances, onRead: () => void): void {
  const elapsedMs = options.clock.elapsed();
  for (const part of options.parts) {
    const isDue = (memory.paces.get(part.name)?.dueMs ?? 0) <= elapsedMs;
    if (isDue && !memory.busy.has(part.name)) void readPart(part, options, memory, circumstances).then(onRead);
  }
}

/** Never rejects. A reading that was cut off, because the last page has gone, is none. */
async function readPart(
  part: StagePart,
  { calls, clock }: FollowOptions,
  memory: Memory,
  { nowMs, signal }: Circumstances,
): Promise<void> {
  const { name } = part;
  const unread: Unread[] = [];
  memory.busy.add(name);
  const reading = { nowMs: nowMs(), signal, tell: (one: Unread) => void unread.push(one) };
  const { result, wasThrottled } = await calls.during(() =>
    part.read(reading).then(
      (read) => ({ read, failure: undefined, error: undefined }),
      (error: unknown) => ({ read: undefined, failure: `could not be read: ${errorText(error)}`, error }),
    ),
  );
  memory.busy.delete(name);
  if (signal.aborted) return;
  const { read, failure, error } = result;
  const pace = memory.paces.get(name) ?? newPace(part.everyMs);
  const ended = {
    atMs: clock.elapsed(),
    wasThrottled: wasThrottled || isThrottled(error),
    ...(failure && { failure }),
  };
  memory.paces.set(name, afterReading(pace, ended));
  memory.unread.set(name, failure === undefined ? unread : [{ part: name, sentence: failure }]);
  remember(memory, read ?? {});
}

function remember(memory: Memory, { facts, rates, environments, history }: PartRead): void {
  const { snapshot, unread } = memory;
  memory.snapshot = {
    ...snapshot,
    ...(rates && { rates }),
    ...(environments && { environments }),
    facts: { ...snapshot.facts, ...facts, unread: [...unread.values()].flat() },
  };
  memory.isChanged = true;
  if (history !== undefined) memory.history = JSON.stringify(history);
}

/** A fault of the view ends neither the page nor `npm start`. */
function publishSafely(options: FollowOptions, memory: Memory, nowMs: number, tellAll: TellPage): void {
  try {
    publish(options, memory, nowMs, tellAll);
  } catch (error) {
    const reading: WatchReading = readingNow(options, memory, nowMs);
    tellAll('reading', JSON.stringify({ ...reading, status: 'failed', sentence: errorText(error) }));
  }
}

function publish(options: FollowOptions, memory: Memory, nowMs: number, tellAll: TellPage): void {
  const elapsedMs = options.clock.elapsed();
  // A reading that ends in a moment is told with it.
  const leastMs = options.publishEveryMs * (memory.isChanged ? 1 : PATIENCE);
  if (elapsedMs - memory.publishedMs < leastMs) return;
  memory.publishedMs = elapsedMs;
  if (memory.isChanged || elapsedMs - memory.viewedMs >= VIEW_EVERY_MS) publishState(options, memory, nowMs, tellAll);
  else tellAll('reading', JSON.stringify(readingNow(options, memory, nowMs)));
  const { history } = memory;
  if (history !== undefined && history !== memory.told.history) tellAll('history', history);
  memory.told = { ...memory.told, history };
}

function publishState(options: FollowOptions, memory: Memory, nowMs: number, tellAll: TellPage): void {
  memory.isChanged = false;
  memory.viewedMs = options.clock.elapsed();
  const { reading, ...others } = viewNow(options, memory, nowMs);
  const text = JSON.stringify(others);
  const readingText = JSON.stringify(reading);
  if (text === memory.told.state) tellAll('reading', readingText);
  else tellAll('state', `{"reading":${readingText},${text.slice(1)}`);
  memory.told = { ...memory.told, state: text };
}

function viewNow(options: FollowOptions, memory: Memory, nowMs: number): WatchState {
  return options.view(memory.snapshot, readingNow(options, memory, nowMs), nowMs);
}

function readingNow({ clock, calls, main }: FollowOptions, { paces }: Memory, atMs: number): WatchReading {
  return describeReading(paces, main, { elapsedMs: clock.elapsed(), atMs, clockAheadMs: calls.clockAheadMs() });
}
