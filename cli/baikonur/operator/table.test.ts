import { renderTable } from './table.ts';

interface Row {
  readonly name: string;
  readonly count: number;
  readonly error: string;
}
const COLUMNS = [
  { head: 'name', text: ({ name }: Row) => name },
  { head: 'count', text: ({ count }: Row) => String(count), align: 'right' },
  { head: 'error', text: ({ error }: Row) => error },
] as const;

it('puts numbers on the right and leaves no spaces at the end', () => {
  const rows = [
    { name: 'router', count: 5, error: 'none' },
    { name: 'es', count: 12_345, error: '' },
  ];
  expect(renderTable(COLUMNS, rows)).toEqual(['name    count  error', 'router      5  none', 'es      12345']);
});

it.each([80, 60, 40])('cuts no name at %i columns', (width) => {
  const columns = [COLUMNS[1], { ...COLUMNS[0], isName: true }, COLUMNS[2]];
  const names = ['a', 'b'].map((end) => `forwarders-${'x'.repeat(13)}${end}${'x'.repeat(10)}`);
  const rows = names.map((name) => ({ name, count: 7, error: 'an error of 24 characters' }));
  const lines = renderTable(columns, rows, width);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width);
  expect(names.filter((name) => lines.some((line) => line.includes(name)))).toEqual(names);
  if (width < 60) {
    expect(lines.slice(0, 4)).toEqual(['name', '  count  error', names[0], '      7  an error of 24 characters']);
  }
});

it('lets no control character through', () => {
  expect(renderTable(COLUMNS, [{ name: '\u001b[2J', count: 1, error: 'a\nb' }])[1]).toBe(
    '\\u001b[2J      1  a\\u000ab',
  );
});
