import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { formatDuration, formatShortDuration } from '../format/duration.ts';
import type { Followed } from './followed.ts';

/** AWS's clock, epoch milliseconds, and the same moment by `performance.now()`. */
interface Clock {
  readonly awsMs: number;
  readonly localMs: number;
}

const ClockContext = createContext<Clock | undefined>(undefined);
const TICK_MS = 1_000;

/** Gives AWS's clock to the parts below. The browser's own may be wrong; only its speed is used. */
export function AwsClock({
  followed,
  children,
}: {
  readonly followed: Followed;
  readonly children: ComponentChildren;
}) {
  const { reading, readAtMs } = followed;
  const clock = reading && { awsMs: Date.parse(reading.at), localMs: readAtMs };
  return <ClockContext.Provider value={clock}>{children}</ClockContext.Provider>;
}

interface SpanProps {
  readonly iso: string;
  /** In its largest unit alone. */
  readonly isShort?: boolean;
}

/** The time since an instant, kept current: `2 h 5 min`. */
export function Since({ iso, isShort = false }: SpanProps) {
  const nowMs = useNowMs();
  return <Instant iso={iso}>{nowMs === undefined ? iso : spanText(nowMs - Date.parse(iso), isShort)}</Instant>;
}

/** The time until an instant, kept current; `past` is shown from then on. */
export function Until({ iso, past, isShort = false }: SpanProps & { readonly past: string }) {
  const nowMs = useNowMs();
  const leftMs = nowMs === undefined ? undefined : Date.parse(iso) - nowMs;
  return <Instant iso={iso}>{leftMs === undefined ? iso : leftMs > 0 ? spanText(leftMs, isShort) : past}</Instant>;
}

function spanText(ms: number, isShort: boolean): string {
  return isShort ? formatShortDuration(ms) : formatDuration(ms);
}

/** A moment in the reader's own zone: `14:05:12`, with the day where it is another one. */
export function At({ iso }: { readonly iso: string }) {
  const nowMs = useNowMs();
  const date = new Date(iso);
  const isToday = nowMs !== undefined && new Date(nowMs).toDateString() === date.toDateString();
  const time = date.toLocaleTimeString('en-GB');
  return <Instant iso={iso}>{isToday ? time : `${date.toLocaleDateString('sv-SE')} ${time}`}</Instant>;
}

/** Milliseconds since a moment of `performance.now()`, kept current. */
export function useSinceLocal(sinceMs: number): number {
  useTick();
  return Math.max(0, performance.now() - sinceMs);
}

function useNowMs(): number | undefined {
  const clock = useContext(ClockContext);
  useTick();
  return clock && clock.awsMs + performance.now() - clock.localMs;
}

function Instant({ iso, children }: { readonly iso: string; readonly children: ComponentChildren }) {
  return (
    <time dateTime={iso} title={iso}>
      {children}
    </time>
  );
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Draws the component again every second; one timer serves all. */
function useTick(): void {
  const [, draw] = useState(0);
  useEffect(() => {
    const tick = () => draw((count) => count + 1);
    listeners.add(tick);
    timer ??= setInterval(() => {
      for (const listener of listeners) listener();
    }, TICK_MS);
    return () => {
      listeners.delete(tick);
      if (listeners.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  }, []);
}
