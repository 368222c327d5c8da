const NUMBER = /^\**[+−-]?\d/;

/** A table in Markdown. Columns with a number, behind the first, are aligned to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const hasNumbers = (column: number): boolean => column > 0 && rows.some((cells) => NUMBER.test(cells[column] ?? ''));
  const lines = [head, head.map((_, column) => (hasNumbers(column) ? '---:' : '---')), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
