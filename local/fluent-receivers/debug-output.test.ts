import { readDebugOutput } from './debug-output.ts';

function record(body: string, attributes: readonly string[]): string {
  return `LogRecord #0
ObservedTimestamp: 1970-01-01 00:00:00 +0000 UTC
Timestamp: 2023-11-14 22:13:20.12345679 +0000 UTC
SeverityText: 
SeverityNumber: Unspecified(0)
Body: ${body}
Attributes:
${attributes.map((attribute) => `     -> ${attribute}\n`).join('')}Trace ID: 
Span ID: 
Flags: 0
`;
}

describe('readDebugOutput', () => {
  it.each([
    ['a message', record('Str({"a":1})', ['fluent.tag: Str(app.test)']), { message: '{"a":1}' }],
    [
      'a message of several lines, with brackets',
      record('Str(a)\nAttributes\n(b)', ['fluent.tag: Str(app.test)']),
      { message: 'a)\nAttributes\n(b' },
    ],
    [
      'a map',
      record('Empty()', [
        'text: Str(one\n: Int(2))',
        'int: Int(-5)',
        'double: Double(1.5)',
        'flag: Bool(true)',
        'nothing: Empty()',
        'map: Map({"a":{"b":[1,2]}})',
        'list: Slice([1,"x"])',
        'fluent.tag: Str(app.test)',
      ]),
      {
        text: 'one\n: Int(2)',
        int: -5,
        double: 1.5,
        flag: true,
        nothing: null,
        map: { a: { b: [1, 2] } },
        list: [1, 'x'],
      },
    ],
  ])('reads %s', (_name, text, expected) => {
    const event = { tag: 'app.test', timeNs: 1_700_000_000_123_456_790n, record: expected };
    expect(readDebugOutput(`Logs\t{"log records": 2}\n${text}${text}\n`)).toEqual([event, event]);
  });

  it('reads nothing of nothing', () => expect(readDebugOutput('')).toEqual([]));
});
