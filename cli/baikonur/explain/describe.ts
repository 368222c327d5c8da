import { printable } from '../../../shared/log/printable.ts';
import { utcText } from '../../../shared/log/timestamp/utc-text.ts';
import { countText } from '../operator/quantity.ts';
import type { Paint } from '../output/paint.ts';
import type { Explanation } from './explanation.ts';

const COLOURS = { valid: 'green', filtered: 'yellow', rejected: 'red' } as const;
const LABEL_WIDTH = 13;

/** Number of entries by outcome. */
export interface Tally {
  valid: number;
  /** Valid ones that one of their destinations refuses. */
  refused: number;
  filtered: number;
  rejected: number;
  controlMessages: number;
}

/** One entry as people read it: a head, then what applies, a line each. */
export function describeExplanation(explanation: Explanation, paint: Paint): string {
  const {
    error,
    timeRules,
    routes,
    sinks,
    s3Key,
    esIndex,
    esId,
    esError,
    esTarget,
    esService,
    athena,
    fluentTag,
    partitionKey,
    refusals,
    cloudwatch,
  } = explanation;
  const text = (value: string | undefined): string | undefined => (value === undefined ? undefined : printable(value));
  const ifPlanned = (sink: string): string =>
    sinks.includes(sink) ? '' : paint('dim', `  (${sink} is not in config/)`);
  const filtered = explanation.outcome === 'filtered' ? 'no route, forwarder or sink takes its type' : undefined;
  return [
    headOf(explanation, paint),
    ...row('error', text(error), paint),
    ...row('time read by', timeRules?.map(printable).join('; '), paint),
    ...row('taken by', filtered ?? [...routes, ...sinks].join(', '), paint),
    ...row('aggregated by', explanation.aggregatedBy?.join(', '), paint),
    ...row('fan-out', explanation.fanOutBy?.join(', '), paint),
    ...(refusals ?? []).flatMap(({ by, reason, error: why }) =>
      row('refused by', `${by}: ${paint('red', reason)} ${printable(why)}`, paint),
    ),
    ...row('s3 key', s3Key === undefined ? undefined : printable(s3Key) + ifPlanned('s3-sink'), paint),
    ...row('athena', text(athena), paint),
    ...row(
      esTarget === undefined ? 'index' : 'data stream',
      esIndex === undefined
        ? undefined
        : `${esIndex}  _id ${printable(esId ?? '')}${esService === undefined ? '' : '  (OpenSearch Serverless)'}${ifPlanned('es-sink')}`,
      paint,
    ),
    ...row('no index', esError === undefined ? undefined : printable(esError) + ifPlanned('es-sink'), paint),
    ...row('fluent tag', fluentTag === undefined ? undefined : fluentTag + ifPlanned('fluent-sink'), paint),
    ...row('partition key', text(partitionKey), paint),
    ...row('cloudwatch', cloudwatch && text(originText(cloudwatch)), paint),
  ].join('\n');
}

function originText({ logGroup, logStream, systemFields = {} }: NonNullable<Explanation['cloudwatch']>): string {
  const fields = Object.entries(systemFields).map(([name, value]) => `${name}=${value}`);
  return [logGroup, logStream, ...fields].join(' ');
}

function headOf(explanation: Explanation, paint: Paint): string {
  const { outcome, reason, logType, logId, timeMs, line, identity } = explanation;
  const place = identity ?? `line ${line ?? '?'}`;
  const what = [logType, logId].flatMap((text) => (text === undefined ? [] : [printable(text)]));
  const parts = [
    paint('bold', printable(place)),
    paint(COLOURS[outcome], outcome + (reason === undefined ? '' : ` ${reason}`)),
    ...what,
    timeText(timeMs),
  ];
  return parts.filter((part) => part !== '').join('  ');
}

function timeText(timeMs: number | undefined): string {
  return timeMs === undefined ? '' : utcText(timeMs);
}

function row(label: string, value: string | undefined, paint: Paint): readonly string[] {
  return value === undefined || value === '' ? [] : [`  ${paint('dim', label.padEnd(LABEL_WIDTH))} ${value}`];
}

/** The sums in one line. */
export function describeTally({ valid, refused, filtered, rejected, controlMessages }: Tally): string {
  const total = valid + filtered + rejected;
  const refusals = refused === 0 ? '' : `; of the valid ${refused} refused by a destination`;
  const controls =
    controlMessages === 0 ? '' : `; ${countText(controlMessages, 'CloudWatch control message')}, without a log`;
  const sums = `${valid} valid, ${filtered} filtered, ${rejected} rejected`;
  return `${total} ${total === 1 ? 'entry' : 'entries'}: ${sums}${refusals}${controls}`;
}
