import { printable } from '../../../shared/log/printable.ts';
import { countText, durationText } from '../operator/quantity.ts';
import { type Column, renderTable } from '../operator/table.ts';
import type { Paint } from '../output/paint.ts';
import type { FunctionStatus, StageStatus, StreamStatus } from './stage-status.ts';

const STREAMS: readonly Column<StreamStatus>[] = [
  { head: 'STREAM', text: ({ key }) => key, isName: true },
  { head: 'MODE', text: ({ mode }) => mode },
  { head: 'SHARDS', text: ({ shards }) => String(shards), align: 'right' },
  { head: 'RECORDS/S', text: (one) => rate(one.incomingPerSecond), align: 'right' },
  { head: 'OLDEST UNREAD', text: (one) => ago(one.oldestUnreadMs), align: 'right' },
];

const FUNCTIONS: readonly Column<FunctionStatus>[] = [
  { head: 'FUNCTION', text: ({ key }) => key, isName: true },
  { head: 'READS', text: ({ stream, enabled }) => (enabled ? stream : `${stream} (off)`), isName: true },
  { head: 'DELIVERED', text: ({ recent }) => count(recent.delivered), align: 'right' },
  { head: 'FILTERED', text: ({ recent }) => count(recent.filtered), align: 'right' },
  { head: 'REJECTED', text: ({ recent }) => count(recent.rejected), align: 'right' },
  { head: 'RETRIED', text: ({ recent }) => count(recent.retryable), align: 'right' },
  { head: 'LAG', text: ({ lagMs }) => ago(lagMs), align: 'right' },
];

/** A status as lines for people: what is well in the tables, then each trouble with what to do next. */
export function describeStatus(status: StageStatus, paint: Paint, width?: number): readonly string[] {
  const { stage, at, healthy, streams, functions } = status;
  const troubles = shownTroubles(status);
  const verdict = healthy ? paint('green', 'well') : paint('red', countText(troubles.length, 'trouble'));
  return [
    `${stage} at ${at}: ${verdict}`,
    '',
    ...renderTable(STREAMS, streams, width),
    '',
    ...renderTable(FUNCTIONS, functions, width),
    ...troubles.flatMap(({ subject, sentence, next }) => [
      '',
      `${paint('red', '!')} ${paint('bold', printable(subject))}: ${printable(sentence)}`,
      `  next: ${printable(next)}`,
    ]),
  ];
}

/** Where nothing of a stage is there, that is one trouble, most often of the account or Region that was looked at. */
function shownTroubles({ stage, streams, functions, troubles }: StageStatus): StageStatus['troubles'] {
  const missing = troubles.filter(({ kind }) => kind === 'function-missing').length;
  if (streams.length > 0 || functions.length === 0 || missing < functions.length) return troubles;
  const absent = troubles.filter(
    ({ kind, sentence }) =>
      kind === 'function-missing' ||
      kind === 'gone' ||
      (kind === 'not-read' && sentence.includes('there is no bucket')),
  );
  const nothing = {
    kind: 'not-deployed',
    subject: `stage ${stage}`,
    sentence: `no function and no stream of it exists: is it deployed, in this Region and account?`,
    next: `see AWS_PROFILE and AWS_REGION; or npx --no sls deploy --stage ${stage} (docs/deploy.md)`,
  };
  return [nothing, ...troubles.filter((trouble) => !absent.includes(trouble))];
}

function rate(perSecond: number | undefined): string {
  return perSecond === undefined ? '-' : perSecond.toFixed(perSecond < 10 ? 1 : 0);
}

function ago(ms: number | undefined): string {
  return ms === undefined ? '-' : durationText(ms);
}

function count(logs: number): string {
  return logs.toLocaleString('en-US');
}
