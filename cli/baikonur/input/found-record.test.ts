import fc from 'fast-check';
import { bytesOfBase64 } from './found-record.ts';

it.each([
  ['', ''],
  ['eA==', 'x'],
  ['eA', 'x'],
  [' e A = = ', undefined],
  ['eA==\n', 'x'],
  ['e\nA==', 'x'],
  ['eA== x', undefined],
  ['é', undefined],
])('%j', (text, expected) => expect(bytesOfBase64(text)?.toString()).toBe(expected));

it('reads all that Buffer writes', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const data = Buffer.from(bytes);
      expect(bytesOfBase64(`${data.toString('base64')} \n`)).toEqual(data);
    }),
  );
});

it('looks at a text once, however much white space it has', () => {
  expect(bytesOfBase64(`${' '.repeat(1_000_000)}!`)).toBeUndefined();
});
