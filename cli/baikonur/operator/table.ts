import { printable } from '../../../shared/log/printable.ts';

/** A column of a table. */
export interface Column<Row> {
  readonly head: string;
  readonly text: (row: Row) => string;
  /** Numbers are on the right. */
  readonly align?: 'right';
  /** A name: where the table is too wide, the names of a row have a line of their own above the rest of it. */
  readonly isName?: boolean;
}

const GAP = '  ';

/**
 * The lines of a plain table, head first. Nothing is cut: two names could look the same then. Where it is wider than `width`
 * (of a terminal; absent: none), a row has two lines. Texts are made printable: a control character of a log never reaches the terminal.
 */
export function renderTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width = Number.POSITIVE_INFINITY,
): string[] {
  return renderRows(columns, rows, width).flat();
}

/** The same table, with the lines of the head and of each row apart. */
export function renderRows<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width = Number.POSITIVE_INFINITY,
): readonly (readonly string[])[] {
  const lines = linesOf(columns, rows);
  const isWide = lines.some((line) => [...line].length > width);
  const names = columns.filter(({ isName }) => isName);
  if (!isWide || names.length === 0) return lines.map((line) => [line]);
  const others = columns.filter(({ isName }) => !isName);
  const below = linesOf(others, rows);
  return linesOf(names, rows).map((line, index) => [line, `${GAP}${below[index]}`]);
}

function linesOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): readonly string[] {
  const cells = [
    columns.map(({ head }) => head),
    ...rows.map((row) => columns.map(({ text }) => printable(text(row)))),
  ];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => [...(line[index] ?? '')].length)));
  return cells.map((line) =>
    line
      .map((text, at) => pad(text, widths[at] ?? 0, columns[at]?.align))
      .join(GAP)
      .trimEnd(),
  );
}

function pad(text: string, width: number, align: 'right' | undefined): string {
  const spaces = ' '.repeat(Math.max(0, width - [...text].length));
  return align === 'right' ? spaces + text : text + spaces;
}
