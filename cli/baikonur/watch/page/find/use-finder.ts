import { useMemo } from 'preact/hooks';
import type { ExplainAnswer, FindAnswer } from '../../page-requests.ts';
import { type Answered, ask } from '../ask/ask.ts';
import { type Asked, useAnswer } from '../ask/use-answer.ts';

/** The search for one log. */
export interface Finder {
  readonly explained: Asked<ExplainAnswer>;
  readonly found: Asked<FindAnswer>;
  /** Ids of nodes and edges: where it was found, else where it would go. */
  readonly way?: ReadonlySet<string>;
  /** @param since ISO 8601 */
  readonly look: (text: string, since: string) => void;
  readonly clear: () => void;
}

/** A log is JSON, or has spaces or several lines; an id has none of these. */
const NOT_AN_ID = /[\s{}"]/;
/** Characters. No id is longer. */
const LONGEST_ID = 2_000;

/** Explains a log and searches for it; an id alone is searched for. */
export function useFinder(): Finder {
  const explain = useAnswer<ExplainAnswer>();
  const find = useAnswer<FindAnswer>();
  const look = (text: string, since: string) => {
    const wanted = text.trim();
    if (wanted.length <= LONGEST_ID && !NOT_AN_ID.test(wanted)) {
      explain.clear();
      find.run((signal) => ask('find', { body: { id: wanted, since }, signal }));
      return;
    }
    find.clear();
    explain.run(async (signal) => {
      const answer = await ask<ExplainAnswer>('explain', { body: { text }, signal });
      const id = idOf(answer);
      if (id !== undefined && !signal.aborted) {
        find.run((other) => ask('find', { body: { id, since }, signal: other }));
      }
      return answer;
    });
  };
  const way = useMemo(() => wayOf(explain.asked, find.asked), [explain.asked, find.asked]);
  const clear = () => {
    explain.clear();
    find.clear();
  };
  return { explained: explain.asked, found: find.asked, look, clear, ...(way && { way }) };
}

/** Several logs are explained, and none of them is searched for. */
function idOf(answer: Answered<ExplainAnswer>): string | undefined {
  return answer.status === 'answered' && answer.value.count === 1 ? answer.value.logs[0]?.logId : undefined;
}

function wayOf(explained: Asked<ExplainAnswer>, found: Asked<FindAnswer>): ReadonlySet<string> | undefined {
  if (found.status === 'answered' && found.value.way.length > 0) return new Set(found.value.way);
  if (explained.status !== 'answered') return undefined;
  const ids = explained.value.logs.flatMap(({ way }) => way);
  return ids.length > 0 ? new Set(ids) : undefined;
}
