import { printable } from '../../../../../shared/log/printable.ts';
import type { EnvironmentView, FlowState, NodeKind, OutcomeCounts, WatchNode } from '../../view.ts';
import { formatRate } from './quantity.ts';

/** How a state looks: its word, its colour (`tone`), and what it means. */
export interface StateWords {
  readonly word: string;
  readonly tone: 'flows' | 'waits' | 'rejects' | 'stands' | 'plain';
  readonly meaning: string;
}

/** Every state, the best first. */
export const STATES: Readonly<Record<FlowState, StateWords>> = {
  flows: { word: 'flows', tone: 'flows', meaning: 'logs move' },
  quiet: { word: 'quiet', tone: 'plain', meaning: 'no log in this time' },
  waits: { word: 'waits', tone: 'waits', meaning: 'the destination is away; logs are held, none is lost' },
  rejects: { word: 'rejects', tone: 'rejects', meaning: 'some logs became dead letters' },
  stopped: { word: 'stopped', tone: 'stands', meaning: 'switched off, or without the right to read' },
  missing: { word: 'missing', tone: 'stands', meaning: 'config/ has it, AWS has not' },
  unknown: { word: 'not known', tone: 'plain', meaning: 'could not be looked at' },
};

/** Names of the kinds of nodes. */
export const KINDS: Readonly<Record<NodeKind, string>> = {
  logGroup: 'log group',
  applications: 'applications',
  stream: 'stream',
  function: 'function',
  destination: 'destination',
  deadLetters: 'dead letters',
};

const DESTINATIONS: Readonly<Record<string, string>> = {
  s3: 'S3 bucket',
  search: 'search engine',
  fluent: 'Fluent receiver',
  firehose: 'Firehose',
  stream: 'stream, read outside',
  http: 'HTTP endpoint',
};

/** Outcomes in the order in which they are shown. Filtered ones are not lost: the function does not take them. */
export const OUTCOMES: readonly {
  readonly key: keyof Omit<OutcomeCounts, 'received'>;
  readonly word: string;
  readonly meaning: string;
}[] = [
  { key: 'delivered', word: 'delivered', meaning: 'the destination has them' },
  { key: 'filtered', word: 'filtered', meaning: 'this function does not take their type; they are not lost' },
  { key: 'rejected', word: 'rejected', meaning: 'they became dead letters' },
  { key: 'retried', word: 'come again', meaning: 'not delivered yet; they are tried again' },
];

/** States of a preview environment. */
export const ENVIRONMENT_WORDS: Readonly<Record<EnvironmentView['state'], string>> = {
  ready: 'ready',
  creating: 'is created',
  updating: 'is updated',
  deleting: 'is deleted',
  asleep: 'asleep',
  unfinished: 'unfinished',
};

/** The second line of a node: what it is. */
export function describeKind({ kind, type, stream }: WatchNode): string {
  if (stream !== undefined) {
    const { shards, incomingPerSecond } = stream;
    const rate = incomingPerSecond ? `, ${formatRate(incomingPerSecond)}` : '';
    return `${shards} ${shards === 1 ? 'shard' : 'shards'}${rate}`;
  }
  if (kind === 'destination' && type !== undefined) return DESTINATIONS[type] ?? printable(type);
  return kind === 'function' && type !== undefined ? printable(type) : KINDS[kind];
}

/** A text from outside that may have several lines: what steers the display is written out, line feeds and tabs stay. */
export function printableText(text: string): string {
  return text.split('\n').map(printableLine).join('\n');
}

function printableLine(line: string): string {
  return line.split('\t').map(printable).join('\t');
}
