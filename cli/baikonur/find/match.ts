import { identityInName } from '../../../shared/log/identity.ts';
import { epochMsOf } from '../../../shared/log/timestamp/utc-text.ts';
import { compileTypePatterns } from '../../../shared/log/type-pattern.ts';
import type { ReadLog } from '../input/read-entries.ts';
import type { FindQuery } from './query.ts';

/** Known of a log that is meant. */
export interface Known {
  readonly logId?: string;
  readonly logType?: string;
  /** Epoch milliseconds; absent where its time cannot be read. */
  readonly timeMs?: number;
}

/** Decides which logs are meant. */
export interface Match {
  /** Whether text may be a log that is meant; quick, and never wrong about one that is. */
  readonly mayBe: (raw: Buffer) => boolean;
  /** Whether a name is that of the log, where one was asked for. */
  readonly isNamed: (names: { readonly logId?: string | undefined; readonly identity: string }) => boolean;
  /** Whether a type is wanted. One that is not known may be. */
  readonly isOfType: (logType: string | undefined) => boolean;
  /** Whether the conditions on values hold. */
  readonly holds: (log: ReadLog) => boolean;
  /** All of it. */
  readonly matches: (log: ReadLog) => Known | undefined;
}

/** Characters that JSON writes as they are, or as `\u00..`. */
const PLAIN = /[A-Za-z0-9_.:-]{4,}/g;
const ESCAPED = Buffer.from('\\u00');
/** A number may be written in several ways. */
const NUMBER_LIKE = /^[-+.\deE]+$/;

/** Compiles what is looked for. */
export function createMatch({ id, where, type }: Pick<FindQuery, 'id' | 'where' | 'type'>): Match {
  const takesType = compileTypePatterns([type]);
  const isNamed: Match['isNamed'] = ({ logId, identity }) =>
    id === undefined || logId === id || identity === id || identityInName(identity) === id;
  const isOfType: Match['isOfType'] = (logType) => logType === undefined || takesType(logType);
  const holds: Match['holds'] = ({ decoded }) =>
    where.paths.length === 0 || (decoded.status === 'decoded' && where.holds(decoded.fields.picked));
  return {
    ...{ isNamed, isOfType, holds },
    mayBe: createMayBe([...(id === undefined ? [] : [id]), ...where.values]),
    matches: (log) => {
      const known = knownOf(log);
      const names = { logId: known.logId, identity: log.decoded.entry.identity };
      return isNamed(names) && isOfType(known.logType) && holds(log) ? known : undefined;
    },
  };
}

/** Known of an entry, a rejected one too. */
export function knownOf({ validated }: ReadLog): Known {
  if (validated.status === 'valid') {
    const { logId, logType, timeNs } = validated.log;
    return { logId, logType, timeMs: epochMsOf(timeNs) };
  }
  const { logId, logType } = validated;
  return { ...(logId !== undefined && { logId }), ...(logType !== undefined && { logType }) };
}

/** A part of each text must be in the bytes, unless something is escaped in a way that may hide it. */
function createMayBe(texts: readonly string[]): Match['mayBe'] {
  const parts = texts.flatMap((text) => {
    if (NUMBER_LIKE.test(text) || /^[[{]/.test(text)) return [];
    const longest = [...text.matchAll(PLAIN)].map(([part]) => part).sort((a, b) => b.length - a.length)[0];
    return longest === undefined ? [] : [Buffer.from(longest)];
  });
  return (raw) => parts.every((part) => raw.includes(part)) || raw.includes(ESCAPED);
}
