import { printable } from '../../../shared/log/printable.ts';
import { bytesText, countText } from '../operator/quantity.ts';
import type { Paint } from '../output/paint.ts';
import type { DeadLetterPlace, FindReport, IndexPlace, Place, StreamPlace } from './report.ts';

const LABEL_WIDTH = 12;
const MAX_ERROR = 400;

type Row = readonly [label: string, text: string];

/** A search's result for people: of each log its way, and what was not looked at. */
export function describeFound(report: FindReport, paint: Paint): readonly string[] {
  const { places, notLookedAt, scanned, way } = report;
  const logs = [...Map.groupBy(places, ({ logId }) => logId)];
  return [
    ...(logs.length === 0 ? [`not found${report.id === null ? '' : `: ${printable(report.id)}`}`] : []),
    ...logs.flatMap(([logId, own], index) => describeLog(logId, own, index === 0 ? way : undefined, paint)),
    ...(notLookedAt.length === 0 ? [] : ['', 'not looked at:']),
    ...notLookedAt.map(({ what, why }) => `  ${printable(what)}: ${printable(shorten(why))}`),
    '',
    `read: ${countText(scanned.objects, 'object')}, ${bytesText(scanned.bytes)}`,
  ];
}

function describeLog(
  logId: string | undefined,
  places: readonly Place[],
  way: FindReport['way'],
  paint: Paint,
): readonly string[] {
  const [logType] = places.flatMap((place) => place.logType ?? []);
  const type = logType === undefined ? '' : ` of type ${printable(logType)}`;
  const rows = [...arrivals(places), ...routes(way), ...places.flatMap(describePlace)];
  return [
    `${paint('bold', `log ${printable(logId ?? '(its id cannot be read)')}`)}${type}`,
    ...rows.map(([label, text]) => `  ${paint('dim', label.padEnd(LABEL_WIDTH))}${printable(text)}`),
  ];
}

/** When and where it came in, where a place tells. */
function arrivals(places: readonly Place[]): readonly Row[] {
  const first = places
    .flatMap((place): Row[] => {
      if (place.kind === 'stream') return [[place.arrivedAt, `stream ${place.stream}, ${place.shard}`]];
      return place.kind === 'letter' ? [[place.arrivedAt, streamOf(place)]] : [];
    })
    .sort(([a], [b]) => a.localeCompare(b))[0];
  return first === undefined ? [] : [['arrived', `${first[0]} on ${first[1]}`]];
}

function streamOf({ identity }: DeadLetterPlace): string {
  const [stream, shard] = identity.split('/');
  return shard === undefined ? identity : `stream ${stream}, ${shard}`;
}

function routes(way: FindReport['way']): readonly Row[] {
  if (way === undefined) return [];
  if (way.outcome === 'rejected') return [['routed to', `nothing: it would be rejected today (${way.reason})`]];
  if (way.outcome === 'filtered') return [['routed to', 'nothing: no route of config/ takes it']];
  const to = way.routes.length === 0 ? 'no route' : way.routes.join(', ');
  return [['routed to', `${to}${way.sinks.length === 0 ? '' : `; sinks: ${way.sinks.join(', ')}`}`]];
}

function describePlace(place: Place): readonly Row[] {
  switch (place.kind) {
    case 'archive':
      return [['archived', `s3://${place.bucket}/${place.key} line ${place.line}`]];
    case 'index':
      return describeDocument(place);
    case 'letter':
      return describeDeadLetter(place);
    case 'stream':
      return describeRecord(place);
  }
}

function describeDocument({ index, id }: IndexPlace): readonly Row[] {
  return [['indexed', `${index} _id ${id}`]];
}

function describeDeadLetter(place: DeadLetterPlace): readonly Row[] {
  const { function: name, target, reason, error, key, line, redrivenBy, failedAt } = place;
  const to = target === '-' ? '' : ` for ${target}`;
  return [
    ['dead letter', `${failedAt} by ${name}${to}: ${reason}`],
    ['', shorten(error)],
    ['', `${key} line ${line}`],
    ...(redrivenBy === undefined ? [] : [['', `put back by the run ${redrivenBy} of redrive`] as const]),
  ];
}

function describeRecord({ stream, shard, sequenceNumber, arrivedAt, readBy, heldBy }: StreamPlace): readonly Row[] {
  const readers = readBy.length === 0 ? 'no function of config/ reads it' : `read by ${readBy.join(', ')}`;
  return [
    ['in stream', `${stream}, ${shard}, ${sequenceNumber} since ${arrivedAt}; ${readers}`],
    ...heldBy.flatMap((held): Row[] => [
      ['waits', `${held.function} holds the shard since ${held.since}: ${shorten(held.error)}`],
      ['', `a dead letter at ${held.lettersAt}; the stream's retention ends at ${held.lostAt}, and the record expires`],
    ]),
  ];
}

function shorten(text: string): string {
  return text.length > MAX_ERROR ? `${text.slice(0, MAX_ERROR)}…` : text;
}
