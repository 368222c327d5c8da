import fc from 'fast-check';
import { foldError } from './fold-error.ts';

describe('foldError', () => {
  it.each([
    ['', ''],
    [
      'time: "2026-02-30" is no time (there is no day 30 in month 2 of year 2026): expected ISO 8601',
      'time: "…" is no time (there is no day … in month … of year …): expected ISO 8601',
    ],
    ['log_type: expected a non-empty string, got 7', 'log_type: expected a non-empty string, got …'],
    [
      'expected a JSON object, got "GET /health \\"x\\" 200": Unexpected token \'G\', "GET /health"... is not valid JSON',
      'expected a JSON object, got "…": Unexpected token \'…\', "…"... is not valid JSON',
    ],
    ['expected a JSON object, got an object with a, b', 'expected a JSON object, got an object with …'],
    ['expected UTF-8, got bytes 22ff22 near position 0 of 3', 'expected UTF-8, got bytes … near position … of …'],
    [
      "400 mapper_parsing_exception: failed to parse field [user.age] of type [long] in document with id 'a-1'. " +
        "Preview of field's value: 'it's old'",
      "400 mapper_parsing_exception: failed to parse field [user.age] of type [long] in document with id '…'. " +
        "Preview of field's value: '…'",
    ],
    [
      'held for more than 60 min since its arrival: index logs-app-20240607: 403 index_closed_exception',
      'held for more than … min since its arrival: index logs-app-…: … index_closed_exception',
    ],
    ['it failed at 2026-11-22T10:00:00.123Z for 0190c2f1-7b7c-7000-8000-0123456789ab', 'it failed at … for …'],
    ['two\nlines,  of text', 'two lines, of text'],
    ['field2 and user_1 stay', 'field2 and user_1 stay'],
  ])('%j', (error, folded) => {
    expect(foldError(error)).toBe(folded);
  });

  it('folds errors that differ in their values alone', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.double({ noNaN: true }), fc.boolean());
    fc.assert(
      fc.property(value, value, fc.nat(), fc.nat(), (a, b, n, m) => {
        const error = (got: unknown, count: number) =>
          `time: expected ISO 8601, got ${JSON.stringify(String(got))} in record ${count} of 'x${count}'`;
        expect(foldError(error(a, n))).toBe(foldError(error(b, m)));
      }),
    );
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const folded = foldError(text);
        expect(folded.length).toBeLessThanOrEqual(2 * text.length + 2);
      }),
    );
  });

  it('is quick for a long hostile text', () => {
    for (const text of ["'", '"', '[0', '1-', 'an object with ', '-1.1,']) {
      expect(foldError(text.repeat(100_000)).length).toBeLessThan(3_000);
    }
  });
});
