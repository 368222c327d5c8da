import { esSink } from './sinks/es-sink.ts';
import { fluentSink } from './sinks/fluent-sink.ts';
import type { OracleSink } from './sinks/oracle-sink.ts';
import { s3Sink } from './sinks/s3-sink.ts';
import { aggregatingForwarder, forwarder, router } from './sinks/streams.ts';

/** Every sink that the oracle knows. */
export const SINKS: readonly [OracleSink, ...OracleSink[]] = [
  forwarder,
  aggregatingForwarder,
  router,
  s3Sink,
  esSink,
  fluentSink,
];
