import type { BatchEvent } from '../batches/make-batches.ts';

/** Everything that is measured, with the ratio to its floor that is aimed at; absent: none was set. */
export const GOALS = {
  's3-sink': 1.15,
  's3-sink-zstd': undefined,
  'decode-validate-group': 1.4,
  forwarders: 1.25,
  'forwarders-aggregated': undefined,
  router: 1.25,
  'es-sink': 1.3,
  'fluent-sink-message': 1.3,
  'fluent-sink-message-gzip': 1.4,
  'fluent-sink-json': 1.4,
  'fluent-sink-json-gzip': 1.4,
} as const;

export type WorkName = keyof typeof GOALS;

export const WORK_NAMES = Object.keys(GOALS) as readonly WorkName[]; // the keys of a literal

/** The content of one call to a destination: an object's or request's bytes, or records. */
export type Sent = Buffer | readonly { readonly data: Buffer }[];

/** Takes what leaves. */
export type Send = (sent: Sent) => void;

/** One invocation of a service, or of its floor. */
export type Run = (event: BatchEvent) => Promise<void> | void;
