import { createTarget } from '../../../services/forwarders/target.ts';
import { createRouteDeliver } from '../../../services/router/deliver.ts';
import { compileRoutes, type Route } from '../../../services/router/routes.ts';
import { createTargets } from '../../../services/router/targets.ts';
import { putToTarget } from '../../../shared/delivery/put-to-target.ts';
import type { RecordTarget } from '../../../shared/delivery/record-target.ts';
import { textsOf } from '../../../shared/delivery/testing/simulated-streams.ts';
import type { PutRecords, PutResult } from '../../../shared/pipeline/ports.ts';
import { standing } from '../findings.ts';
import { idsIn } from '../payloads.ts';
import { takeText } from '../world.ts';
import type { OracleSink, SinkHands } from './oracle-sink.ts';

const FAILED: PutResult = { status: 'failed', code: 'InternalFailure', message: 'internal service failure' };

/** A forwarder to one stream. */
export const forwarder: OracleSink = {
  name: 'forwarder',
  targetsOf: () => ['-'],
  build: (hands) => {
    const put = putRecordsTo(hands, () => '-');
    const target = { kind: 'kinesis', name: 'out', maxRecordSizeKiB: 1024 } as const;
    const ports = { putRecords: put, putRecordBatch: put, random: hands.dice.roll };
    const output = withSmallCalls(createTarget({ target, partitionKey: 'source' }, ports));
    return { deliver: (logs, context) => putToTarget(output, logs, context) };
  },
};

/** A forwarder that puts several logs into one record. */
export const aggregatingForwarder: OracleSink = {
  name: 'forwarder-aggregated',
  targetsOf: () => ['-'],
  build: (hands) => {
    const put = putRecordsTo(hands, () => '-');
    const aggregation = { maxBytes: 700, shards: 2 };
    const target = { kind: 'kinesis', name: 'out', maxRecordSizeKiB: 1024, aggregation } as const;
    const ports = { putRecords: put, putRecordBatch: put, random: hands.dice.roll };
    const output = withSmallCalls(createTarget({ target, partitionKey: 'source' }, ports));
    return { deliver: (logs, context) => putToTarget(output, logs, context) };
  },
};

const ROUTES: readonly Route[] = [
  { name: 'all', types: ['app', 'access'], target: 'kinesis:all', maxRecordSizeKiB: 1024 },
  { name: 'app', types: ['app'], target: 'firehose:app', maxRecordSizeKiB: 1024 },
];

/** The router, with two routes that overlap. */
export const router: OracleSink = {
  name: 'router',
  targetsOf: (logType) => ROUTES.filter(({ types }) => types.includes(logType)).map(({ target }) => target),
  build: (hands) => {
    const targets = createTargets(ROUTES, {
      putRecords: putRecordsTo(hands, (name) => `kinesis:${name}`),
      putRecordBatch: putRecordsTo(hands, (name) => `firehose:${name}`),
      partitionKey: ({ logId }) => logId,
    });
    return { deliver: createRouteDeliver(targets), ...compileRoutes(ROUTES, []) };
  },
};

function putRecordsTo({ world, invocation, call, dice }: SinkHands, nameOf: (target: string) => string): PutRecords {
  return ({ target, records, signal }) => {
    const taken: string[] = [];
    const take = (data: Buffer): PutResult => {
      const texts = textsOf(data).map((text) => text.replace(/\n$/, ''));
      const ids = idsIn(data);
      const isPoisoned = ids.some((id) => world.scenario.poison.has(id));
      if (isPoisoned || dice.chance(world.scenario.rates.entryRefused)) return FAILED;
      taken.push(...ids.map((id) => standing(id, nameOf(target))));
      for (const text of texts) takeText(world, invocation, nameOf(target), text);
      return { status: 'ok' };
    };
    return call({
      place: 'destination',
      name: `PutRecords ${target} ${records.flatMap(({ data }) => idsIn(data)).join(' ')}`,
      signal,
      carryOut: () => {
        const results = records.map(({ data }) => take(data));
        const refused = records.filter((_, index) => results[index] === FAILED).flatMap(({ data }) => idsIn(data));
        if (taken.length > 0) world.findings.suspect(refused.map((id) => standing(id, nameOf(target))));
        return results;
      },
      refuseEntries: () => records.map(() => FAILED),
      onAnswerLost: () => world.findings.excuse(taken, 'answer lost'),
    });
  };
}

/** Few records a call, so that a batch takes several and time may end between them. */
function withSmallCalls(target: RecordTarget): RecordTarget {
  return {
    ...target,
    limits: { ...target.limits, maxRecords: 4 },
  };
}
