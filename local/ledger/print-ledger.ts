import { styleText } from 'node:util';
import type { FileReport } from '../start/match-lines.ts';
import type { LedgerView } from './ledger.ts';
import { wrapItems } from './wrap-items.ts';

/** How a ledger is printed. */
export interface LedgerPrint {
  /** Names for people, by the names on AWS. */
  readonly names: ReadonlyMap<string, string>;
  /** Also the keys of the objects, and where everything is. */
  readonly verbose: boolean;
  /** Default: as standard output allows (`NO_COLOR`, not a terminal: no). */
  readonly color?: boolean;
}

const WIDTH = 80;
const MAX_LISTED = 40;
const COLUMNS = ['received', 'delivered', 'filtered', 'rejected', 'retryable', 'alreadyDelivered'] as const;
/** Columns that are left out where they hold zeros only: usual runs have none of these. */
const RARE: ReadonlySet<string> = new Set(['retryable', 'alreadyDelivered']);
const HEADS: Readonly<Record<string, string>> = { alreadyDelivered: 'repeated' };

/** The ledger for people: the verdict first, in lines of 80 characters. */
export function printLedger(view: LedgerView, options: LedgerPrint): string {
  return [
    verdict(view, options),
    ...view.problems.map((problem) => `  ${shorten(problem, options)}`),
    '',
    ...table(view, options),
    '',
    ...destinations(view, options),
    ...deadLetters(view),
    ...(view.file ? fileLines(view.file, options) : []),
    '',
    ...nextSteps(view, options),
  ].join('\n');
}

function verdict(view: LedgerView, options: LedgerPrint): string {
  const { archive, deadLetters: dead } = view.destinations;
  return view.balanced
    ? paint(
        ['green', 'bold'],
        `Every log is accounted for: ${view.sent.entries} sent, ${archive.logs} on S3, ${dead.letters} dead letters`,
        options,
      )
    : paint(['red', 'bold'], `NOT every log is accounted for: ${view.sent.entries} were sent`, options);
}

function paint(format: ('green' | 'red' | 'bold')[], text: string, { color }: LedgerPrint): string {
  return color === false ? text : styleText(format, text, { validateStream: color === undefined });
}

/** Short names instead of the long ones. */
function shorten(text: string, { names, verbose }: LedgerPrint): string {
  if (verbose) return text;
  return [...names].reduce((shorter, [name, short]) => shorter.replaceAll(name, short), text);
}

function table({ functions }: LedgerView, { names }: LedgerPrint): string[] {
  const columns = COLUMNS.filter(
    (column) => !RARE.has(column) || Object.values(functions).some((counts) => counts[column] > 0),
  );
  const heads = columns.map((column) => HEADS[column] ?? column);
  const cellsWidth = heads.reduce((sum, head) => sum + head.length + 2, 0);
  const rows = Object.entries(functions).map(([name, counts]) => ({
    name: names.get(name) ?? name,
    cells: columns.map((column) => String(counts[column])),
  }));
  const nameWidth = Math.min(WIDTH - cellsWidth, Math.max(...rows.map(({ name }) => name.length)));
  const line = (name: string, cells: readonly string[]): string =>
    `${name.slice(0, nameWidth).padEnd(nameWidth)}${cells.map((cell, i) => cell.padStart((heads[i]?.length ?? 0) + 2)).join('')}`;
  return [line('', heads), ...rows.map(({ name, cells }) => line(name, cells))];
}

function destinations({ destinations: { archive, streams, delivery } }: LedgerView, options: LedgerPrint): string[] {
  const { verbose } = options;
  return [
    `S3 archive: ${counted(archive.logs, 'log')} in ${counted(archive.objects.length, 'object')}`,
    ...(verbose ? [`  s3://${archive.bucket}`] : []),
    ...(verbose ? listed(archive.objects.map(({ key, logs }) => `  ${String(logs).padStart(6)}  ${key}`)) : []),
    ...Object.entries(streams).map(
      ([name, records]) => `stream ${shorten(name, options)}: ${counted(records, 'record')}`,
    ),
    `Firehose: ${counted(delivery.logs, 'log')}`,
    ...(verbose ? [`  s3://${delivery.bucket}`] : []),
  ];
}

function deadLetters({ destinations: { deadLetters: dead }, file }: LedgerView): string[] {
  const [one, many] = file ? ['line', 'lines'] : ['entry', 'entries'];
  const reasons = Object.entries(dead.byReason).map(([reason, count]) => `${reason} ${count}`);
  return [
    `dead letters: ${dead.letters}`,
    ...dead.byReaders.map(({ entries, readers }) => {
      const written = counted(entries * readers, 'dead letter');
      return `  ${entries} ${entries === 1 ? one : many} × ${counted(readers, 'reader')} = ${written}`;
    }),
    ...(reasons.length === 0 ? [] : wrapItems('  by reason: ', reasons, WIDTH)),
    ...dead.onFailure.map((key) => `  a whole batch: ${key}`),
  ];
}

/** `1 log`, `2 logs`. */
function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function listed(lines: readonly string[]): string[] {
  return lines.length <= MAX_LISTED
    ? [...lines]
    : [...lines.slice(0, MAX_LISTED), `  … and ${lines.length - MAX_LISTED} more`];
}

function fileLines({ lines, onS3, rest, lost }: FileReport, { verbose }: LedgerPrint): string[] {
  const cut = (line: string): string => (verbose || line.length <= WIDTH ? line : `${line.slice(0, WIDTH - 1)}…`);
  return [
    '',
    `file: ${counted(lines, 'line')}, ${onS3} found on S3 byte for byte`,
    ...listed(rest.map(({ line, reason, error }) => cut(`  line ${line}: ${reason}: ${error}`))),
    ...listed(lost.map((line) => `  line ${line}: a valid log, and not in its folder`)),
  ];
}

function nextSteps({ balanced, file }: LedgerView, { verbose }: LedgerPrint): string[] {
  // After --exit the local AWS and its logs are gone.
  if (!balanced) {
    return [
      'try next:',
      '  npm run local -- up        # then npm start again: the local AWS stays up',
      '  npm run local -- status    # the folder with its logs',
    ];
  }
  return [
    'try next:',
    ...(file
      ? ['  ./baikonur explain <file>      # what happens to each line, offline']
      : ['  npm start -- --exit my-logs.ndjson    # your own logs, one JSON object a line']),
    ...(verbose ? [] : ['  npm start -- --exit --verbose         # keys of the objects, buckets']),
    '  npm run local -- up                   # keep it running: docs/local.md',
  ];
}
