import { printable } from '../../../shared/log/printable.ts';

/** A column of a table. */
export interface Column<Row> {
  readonly head: string;
  readonly text: (row: Row) => string;
  /** Numbers are on the right. */
  readonly align?: 'right';
  /** The one column that is cut where the table is too wide, in the middle: names often differ at their ends. Else the last one is. */
  readonly cut?: boolean;
  /** A name, which is never cut: where the table is too wide, the names of a row have a line of their own above the rest of it. */
  readonly whole?: boolean;
}

/** Columns of a terminal where its width is not known. */
const WIDTH = 80;
const GAP = '  ';
/** A cut column keeps so many characters, also in a table that is then too wide. */
const LEAST = 8;

/**
 * The lines of a plain table, head first, no wider than `width`: by two lines for a row where it has names, else by cutting
 * one column. Texts are made printable: a control character of a log never reaches the terminal.
 */
export function renderTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width = WIDTH): string[] {
  const cells = [
    columns.map(({ head }) => head),
    ...rows.map((row) => columns.map(({ text }) => printable(text(row)))),
  ];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => [...(line[index] ?? '')].length)));
  if (columns.some(({ whole }) => whole) && spareOf(widths, width) < 0) return namesAbove(columns, rows, width);
  const cutAt = columns.findIndex(({ cut }) => cut === true);
  const index = cutAt < 0 ? columns.length - 1 : cutAt;
  const spare = spareOf(widths, width);
  if (spare < 0) widths[index] = Math.max(Math.min(LEAST, widths[index] ?? 0), (widths[index] ?? 0) + spare);
  const cutCell = cutAt < 0 ? cutText : cutMiddle;
  return cells.map((line) =>
    line
      .map((text, at) => pad(cutCell(text, widths[at] ?? 0), widths[at] ?? 0, columns[at]?.align))
      .join(GAP)
      .trimEnd(),
  );
}

function spareOf(widths: readonly number[], width: number): number {
  return width - widths.reduce((sum, one) => sum + one, GAP.length * (widths.length - 1));
}

/** The table in two: each row has a line of its names, and below it one of its other columns. */
function namesAbove<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number): string[] {
  const names = columns.filter(({ whole }) => whole).map(({ whole: _, ...column }) => column);
  const others = columns.filter(({ whole }) => !whole);
  const below = renderTable(others, rows, width - GAP.length);
  return renderTable(names, rows, Number.POSITIVE_INFINITY).flatMap((line, index) => [line, `${GAP}${below[index]}`]);
}

/** A text of at most `length` characters; what is cut ends in `…`. */
export function cutText(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, Math.max(0, length - 1)).join('')}…`;
}

/** A text of at most `length` characters that keeps both ends. */
function cutMiddle(text: string, length: number): string {
  const characters = [...text];
  if (characters.length <= length) return text;
  const tail = Math.floor((length - 1) / 2);
  return `${characters.slice(0, length - 1 - tail).join('')}…${characters.slice(characters.length - tail).join('')}`;
}

function pad(text: string, width: number, align: 'right' | undefined): string {
  const spaces = ' '.repeat(Math.max(0, width - [...text].length));
  return align === 'right' ? spaces + text : text + spaces;
}
