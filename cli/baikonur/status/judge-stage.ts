import type { StreamFunction, Topology } from '../../../shared/deploy/topology/topology.ts';
import { shellWord } from '../../program/shell-word.ts';
import { countText, durationText } from '../operator/quantity.ts';
import { isoTime } from '../operator/time-range.ts';
import type { DeadLetterCount, Facts } from './facts.ts';
import { heldShards } from './held-shards.ts';
import type { FunctionStatus, HeldShard, StageStatus, StreamStatus, Trouble } from './stage-status.ts';
import { isReading, mappingOf, troublesOfFunctions } from './troubles-of-functions.ts';
import { troublesOfResources } from './troubles-of-resources.ts';

const NOTHING = { received: 0, delivered: 0, filtered: 0, rejected: 0, retryable: 0 };

/** Input of {@link judgeStage}. */
interface Input {
  readonly topology: Topology;
  readonly facts: Facts;
  /** Epoch milliseconds. */
  readonly nowMs: number;
  /** Variables that a function should have on AWS. */
  readonly expected: (fn: StreamFunction) => Readonly<Record<string, string>>;
}

/** The status of a stage by what was found. It is healthy where there is no trouble, and all of it could be looked at. */
export function judgeStage({ topology, facts, nowMs, expected }: Input): StageStatus {
  const reads = (fn: StreamFunction): boolean =>
    facts.functions === undefined || isReading(mappingOf(fn, facts.functions.get(fn.name)));
  const rows = facts.holds === 'gone' ? [] : (facts.holds ?? []);
  const held = heldShards(topology, rows, { nowMs, deployed: facts.streams, reads });
  const functions = topology.functions.map((fn) => functionStatus(fn, facts, reads(fn)));
  const deadLetters = shortNames(topology, facts.deadLetters ?? []);
  const alarms = (facts.alarms ?? []).map(({ name, description, sinceMs }) => ({
    name,
    state: 'ALARM' as const,
    since: isoTime(sinceMs),
    runbook: /Runbook: (\S+)/.exec(description)?.[1] ?? 'docs/runbooks/README.md',
  }));
  const troubles = [
    ...held.map((shard) => heldTrouble(shard, nowMs)),
    ...troublesOfFunctions(topology, facts, expected),
    ...troublesOfResources(topology, facts),
    ...deadLetterTroubles(topology, deadLetters),
    ...savedTroubles(facts),
    ...alarms.map(({ name, since, runbook }): Trouble => {
      return { kind: 'alarm', subject: name, sentence: `has been in ALARM since ${since}`, next: runbook };
    }),
    ...facts.unread.map(({ part, sentence }): Trouble => {
      return { kind: 'not-read', subject: part, sentence, next: 'docs/cli/status.md' };
    }),
  ];
  return {
    stage: topology.stage,
    at: isoTime(nowMs),
    healthy: troubles.length === 0,
    streams: streamStatuses(topology, facts),
    functions,
    held,
    letters: deadLetters,
    givenUp: facts.savedBatches ?? 0,
    alarms,
    troubles,
  };
}

function functionStatus(fn: StreamFunction, { figures }: Facts, enabled: boolean): FunctionStatus {
  const { recent = NOTHING, ...others } = figures?.get(fn.name) ?? {};
  const { id: key, name, service, source } = fn;
  return { key, name, service, stream: source.key, enabled, recent, ...others };
}

/** A stream that is gone has a trouble, and no line. */
function streamStatuses({ streams, functions }: Topology, facts: Facts): readonly StreamStatus[] {
  return streams.flatMap(({ key, name }) => {
    const deployed = facts.streams?.get(name);
    if (deployed === undefined) return [];
    const lags = functions.flatMap((fn) => (fn.source.name === name ? (facts.figures?.get(fn.name)?.lagMs ?? []) : []));
    const incoming = facts.incoming?.get(name);
    return [
      {
        key,
        name,
        mode: deployed.mode,
        shards: deployed.shards,
        ...(incoming === undefined ? {} : { incomingPerSecond: incoming }),
        ...(lags.length === 0 ? {} : { oldestUnreadMs: Math.max(...lags) }),
      },
    ];
  });
}

function heldTrouble({ function: fn, stream, shard, since, error, lettersAt, lostAt }: HeldShard, nowMs: number) {
  const in_ = (time: string): string => {
    const leftMs = Date.parse(time) - nowMs;
    return leftMs > 0 ? `in ${durationText(leftMs)}, ${time}` : `now, since ${time}`;
  };
  return {
    kind: 'held',
    subject: `${fn} on ${stream} ${shard}`,
    sentence: `held since ${since}: ${error}. Its records become dead letters ${in_(lettersAt)}; the retention of the stream ends ${in_(lostAt)}, and records that are not settled then expire`,
    next: 'docs/runbooks/held.md',
  };
}

/** Functions by their ids in `config/`, where it has them. */
function shortNames({ functions }: Topology, counts: readonly DeadLetterCount[]): readonly DeadLetterCount[] {
  const ids = new Map(functions.map(({ name, id }) => [name, id]));
  return counts.map((count) => ({ ...count, function: ids.get(count.function) ?? count.function }));
}

function deadLetterTroubles({ stage }: Topology, counts: readonly DeadLetterCount[]): readonly Trouble[] {
  const byFunction = Map.groupBy(counts, (count) => count.function);
  return [...byFunction].map(([fn, group]) => ({
    kind: 'dead-letters',
    subject: fn,
    sentence: `${countText(
      group.reduce((sum, { count }) => sum + count, 0),
      'dead letter',
    )} in 24 h: ${[...new Set(group.map(({ reason }) => reason))].join(', ')}`,
    next: `./baikonur letters --stage ${stage} --function ${shellWord(fn)} --since 1d`,
  }));
}

function savedTroubles({ savedBatches = 0 }: Facts): readonly Trouble[] {
  if (savedBatches === 0) return [];
  const sentence = `Lambda saved ${countText(savedBatches, 'batch')} in 24 h under aws/lambda/`;
  return [{ kind: 'saved-batches', subject: 'dead-letter bucket', sentence, next: 'docs/runbooks/given-up.md' }];
}
