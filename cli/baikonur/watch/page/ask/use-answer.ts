import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Answered } from './ask.ts';

/** A request that may be running, and the answer to the last one. */
export type Asked<T> = { readonly status: 'nothing' | 'asking' } | Answered<T>;

/** Runs one request at a time: a new one ends the one before. */
export function useAnswer<T>(): {
  readonly asked: Asked<T>;
  readonly run: (request: (signal: AbortSignal) => Promise<Answered<T>>) => void;
  readonly clear: () => void;
} {
  const [asked, setAsked] = useState<Asked<T>>({ status: 'nothing' });
  const running = useRef<AbortController>(undefined);
  const clear = useCallback(() => {
    running.current?.abort();
    setAsked({ status: 'nothing' });
  }, []);
  const run = useCallback((request: (signal: AbortSignal) => Promise<Answered<T>>) => {
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    setAsked({ status: 'asking' });
    request(own.signal).then(
      (answer) => own.signal.aborted || setAsked(answer),
      (error: unknown) => own.signal.aborted || setAsked({ status: 'refused', error: String(error) }),
    );
  }, []);
  useEffect(() => () => running.current?.abort(), []);
  return { asked, run, clear };
}
