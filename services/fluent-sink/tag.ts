import { createHash } from 'node:crypto';
import { encodeWtf8 } from '../../shared/log/wtf8.ts';

/** Longest log type that is used in a tag unchanged, characters. */
const MAX_TYPE_LENGTH = 128;

const LEGAL_TAG = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;

/** The end of a type that was made legal. */
const LOOKS_HASHED = /-[0-9a-f]{8}$/;

/**
 * The Fluent tag of a log: `<log_type>.<LOG_FLUENT_TAG>`. It is always legal, and always the same for a log type.
 *
 * @param label `LOG_FLUENT_TAG`, itself a legal tag.
 * @example fluentTag('app', 'production') // 'app.production'
 */
export function fluentTag(logType: string, label: string): string {
  return `${legalType(logType)}.${label}`;
}

/**
 * A legal type unchanged. Any other is made legal, with 8 hex digits of its SHA-256, and so is a type that already ends
 * like that: a sender cannot choose a type that shares the tag of another.
 */
function legalType(logType: string): string {
  if (isLegalTag(logType) && !LOOKS_HASHED.test(logType)) return logType;
  const parts = logType.split('.').map((part) => part.replace(/[^A-Za-z0-9_-]/gu, '_') || '_');
  const digest = createHash('sha256').update(encodeWtf8(logType)).digest('hex').slice(0, 8);
  return `${parts.join('.').slice(0, MAX_TYPE_LENGTH).replace(/\.$/, '')}-${digest}`;
}

/**
 * Whether every part between dots consists of letters, digits, `_` and `-`: safe in the match patterns, the
 * `${tag}` placeholders and the file names of every receiver.
 *
 * @see https://docs.fluentd.org/configuration/config-file#tag
 */
export function isLegalTag(tag: string): boolean {
  return tag.length <= MAX_TYPE_LENGTH && LEGAL_TAG.test(tag);
}
