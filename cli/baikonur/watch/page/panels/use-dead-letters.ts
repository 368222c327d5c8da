import { useEffect, useRef } from 'preact/hooks';
import type { DeadLetterGroups } from '../../page-requests.ts';
import { ask } from '../ask/ask.ts';
import { type Asked, useAnswer } from '../ask/use-answer.ts';

/** The groups of dead letters, and how to read them again. */
export interface DeadLetterReading {
  readonly asked: Asked<DeadLetterGroups>;
  /** As they were read last. */
  readonly groups?: DeadLetterGroups;
  readonly readAgain: () => void;
}

/** Reads the groups at first, and whenever their number has changed. Reading lists and reads objects on S3: not more often. */
export function useDeadLetters(count: number | undefined): DeadLetterReading {
  const { asked, run } = useAnswer<DeadLetterGroups>();
  const last = useRef<DeadLetterGroups>(undefined);
  if (asked.status === 'answered') last.current = asked.value;
  const readAgain = () => run((signal) => ask('dead-letters', { signal }));
  // Only the number counts.
  useEffect(readAgain, [count]);
  return { asked, readAgain, ...(last.current && { groups: last.current }) };
}
