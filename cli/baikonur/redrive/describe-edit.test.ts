import { describeEdit } from './describe-edit.ts';

it.each([
  ['{"a":1,"b":2,"c":3}', '{"a":1,"b":"2","c":3}', ['-   "b": 2,', '+   "b": "2",']],
  ['plain', '{"a":1}', ['- plain', '+ {', '+   "a": 1', '+ }']],
  ['no \u001b[2J', 'no', ['- no \\u001b[2J', '+ no']],
])('shows the lines that differ: %j', (before, after, lines) => {
  expect(describeEdit(Buffer.from(before), Buffer.from(after), 'id').split('\n')).toEqual([
    '  id',
    ...lines.map((line) => `  ${line}`),
  ]);
});
