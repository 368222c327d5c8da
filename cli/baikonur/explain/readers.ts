import { parseConfig as parseEsSink } from '../../../services/es-sink/config.ts';
import { explainBadId } from '../../../services/es-sink/document-id.ts';
import { createDocument, createHead } from '../../../services/es-sink/request.ts';
import { parseConfig as parseFluentSink } from '../../../services/fluent-sink/config.ts';
import { chunkLogs } from '../../../services/fluent-sink/request.ts';
import { parseConfig as parseForwarder } from '../../../services/forwarders/config.ts';
import { createTarget } from '../../../services/forwarders/target.ts';
import { parseConfig as parseRouter } from '../../../services/router/config.ts';
import { compileRoutes } from '../../../services/router/routes.ts';
import { createTargets } from '../../../services/router/targets.ts';
import { createPartitionKey } from '../../../shared/delivery/partition-key.ts';
import { prepareRecords } from '../../../shared/delivery/prepare-records.ts';
import type { PutAnswer } from '../../../shared/delivery/put-answer.ts';
import type { RecordTarget } from '../../../shared/delivery/record-target.ts';
import type { StreamFunction } from '../../../shared/deploy/topology/topology.ts';
import type { Log } from '../../../shared/log/log.ts';
import type { Reject } from '../../../shared/log/reject.ts';
import { createValidator } from '../../../shared/log/schema.ts';
import { createTimeParser } from '../../../shared/log/timestamp/parse-time.ts';
import { compileTypePatterns } from '../../../shared/log/type-pattern.ts';
import { type CommonSettings, parseCommonSettings } from '../../../shared/settings/common-settings.ts';
import type { Env } from '../../../shared/settings/env-reader.ts';
import { createBoundedNamer } from './bounded-namer.ts';
import { NOTHING, type Reader, type Verdict } from './verdict.ts';

/** A function beside the environment it is explained in. */
export interface ExplainedFunction {
  readonly fn: StreamFunction;
  readonly env: Env;
}

/** Below this many bytes a log fits every target: 1,000 KiB is the least of them, and keys have 1 KiB at most. */
const SURELY_FITS_BYTES = 900 * 1024;
const PORTS = { putRecords: putNothing, putRecordBatch: putNothing };

/**
 * Builds what a deployed function decides with, from its service's own configuration and code.
 * @throws {ConfigError} naming every variable that is wrong.
 */
export function createReader(explained: ExplainedFunction): Reader {
  const { fn, env } = explained;
  switch (fn.service) {
    case 'router':
      return routerReader(explained);
    case 'forwarders':
      return forwarderReader(explained);
    case 'es-sink':
      return esReader(explained);
    case 'fluent-sink':
      return fluentReader(explained);
    default:
      return sinkReader(explained, parseCommonSettings(env, fn.service));
  }
}

function routerReader(explained: ExplainedFunction): Reader {
  const { common, routes, partitionKey } = parseRouter(explained.env);
  const targets = createTargets(routes, { ...PORTS, partitionKey: createPartitionKey(partitionKey, () => 0) });
  // Routes instead of their targets: the result names the routes.
  const { selectTargets } = compileRoutes(routes.map((route) => ({ ...route, target: route.name })));
  const follow = (name: string, log: Log): Verdict => {
    const target = routes.find((route) => route.name === name)?.target ?? '';
    const oversize = oversizeFor(targets.get(target), log);
    const [kind = '', stream = ''] = target.split(':');
    return oversize === undefined ? taken(name, kind, stream) : refused(name, oversize);
  };
  return readerOf(explained, common, 'router', (log) => merge(selectTargets(log).map((name) => follow(name, log))));
}

function oversizeFor(target: RecordTarget | undefined, log: Log): Reject | undefined {
  if (target === undefined || log.data.length < SURELY_FITS_BYTES) return undefined;
  const answers: PutAnswer[] = [];
  prepareRecords(target, [log], answers);
  return answers[0]?.status === 'oversize' ? { code: 'oversize', error: answers[0].error } : undefined;
}

function taken(by: string, kind: string, name: string): Verdict {
  return {
    ...NOTHING,
    routes: [by],
    streams: kind === 'kinesis' ? [name] : [],
  };
}

function refused(by: string, { code, error }: Reject): Verdict {
  return {
    ...NOTHING,
    refusals: [{ by, reason: code, error }],
  };
}

function readerOf({ fn }: ExplainedFunction, common: CommonSettings, by: string, judge: Reader['judge']): Reader {
  const takesType = compileTypePatterns(common.whitelist);
  return {
    by,
    sourceStream: fn.source.name,
    common,
    ...schemaOf(common),
    judge: (log) => (takesType(log.logType) ? judge(log) : NOTHING),
  };
}

function schemaOf({ schema }: CommonSettings) {
  const parseTime = createTimeParser(schema.timestamps);
  return {
    validate: createValidator({ ...schema, parseTime }),
    timeRules: createTimeRules(schema),
    schemaKey: JSON.stringify(schema),
  };
}

function createTimeRules(schema: CommonSettings['schema']): Reader['timeRules'] {
  let rules: string[] = [];
  const parseTime = createTimeParser({ ...schema.timestamps, onRule: (rule) => rules.push(rule) });
  const validate = createValidator({ ...schema, parseTime });
  return (decoded) => {
    rules = [];
    validate(decoded);
    return rules;
  };
}

function merge(verdicts: readonly Verdict[]): Verdict {
  return {
    routes: verdicts.flatMap(({ routes }) => routes),
    sinks: verdicts.flatMap(({ sinks }) => sinks),
    streams: verdicts.flatMap(({ streams }) => streams),
    refusals: verdicts.flatMap(({ refusals }) => refusals),
  };
}

function forwarderReader(explained: ExplainedFunction): Reader {
  const config = parseForwarder(explained.env);
  const target = createTarget(config, { ...PORTS, random: () => 0 });
  const { key } = explained.fn;
  return readerOf(explained, config.common, key, (log) => {
    const oversize = oversizeFor(target, log);
    return oversize === undefined ? taken(key, config.target.kind, config.target.name) : refused(key, oversize);
  });
}

function esReader(explained: ExplainedFunction): Reader {
  const { common, naming, limits } = parseEsSink(explained.env);
  const nameIndex = createBoundedNamer(naming);
  return sinkReader(explained, common, (log) => {
    const badId = explainBadId(log.logId);
    if (badId?.status === 'rejected') return badId;
    const { bytes } = createDocument(createHead(nameIndex(log)), log.logId, log.data);
    const error = `the document takes ${bytes} bytes of a bulk body, more than ES_BULK_MAX_BYTES=${limits.maxBytes}`;
    return bytes > limits.maxBytes ? { code: 'oversize', error } : undefined;
  });
}

/** A sink that may refuse single logs. */
function sinkReader(
  explained: ExplainedFunction,
  common: CommonSettings,
  refuse: (log: Log) => Reject | undefined = () => undefined,
): Reader {
  const { service } = explained.fn;
  return readerOf(explained, common, service, (log) => {
    const reject = refuse(log);
    return reject === undefined ? { ...NOTHING, sinks: [service] } : refused(service, reject);
  });
}

function fluentReader(explained: ExplainedFunction): Reader {
  const { common, chunks } = parseFluentSink(explained.env);
  return sinkReader(explained, common, (log) => chunkLogs([log], chunks).rejects.get(0));
}

/** Offline nothing is put anywhere. */
async function putNothing(): Promise<never> {
  throw new Error('explain sends nothing');
}
