/** One event as a receiver kept it. */
export interface ReceivedEvent {
  readonly tag: string;
  /** Nanoseconds since the epoch. */
  readonly timeNs: bigint;
  readonly record: Readonly<Record<string, unknown>>;
}

/** The receivers that can be started here. */
export const RECEIVER_KINDS = ['fluentserver', 'otel'] as const;
export type ReceiverKind = (typeof RECEIVER_KINDS)[number];

/** A running Forward receiver of a third party, on 127.0.0.1. */
export interface FluentReceiver {
  readonly kind: ReceiverKind;
  readonly pid: number;
  readonly port: number;
  /** `127.0.0.1:port`, as `LOG_FLUENT_SINK_ENDPOINT` wants it. */
  readonly endpoint: string;
  /** Events in its directory so far, earlier runs included, in order. */
  readonly received: () => Promise<readonly ReceivedEvent[]>;
  /** Ends it and waits until it is gone. */
  readonly stop: (signal?: 'SIGTERM' | 'SIGKILL') => Promise<void>;
}

/** How a receiver is started. */
export interface ReceiverOptions {
  /** Where it keeps what it receives; a later run in the same directory adds to it. */
  readonly directory: string;
  /** Default: a free one. */
  readonly port?: number;
}
