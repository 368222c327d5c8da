import fc from 'fast-check';
import { createRecurringTexts } from './recurring-texts.ts';

it('reads what the bytes say, whatever it read before', () => {
  // Few characters, so that texts recur and share places.
  const text = fc.oneof(fc.string({ unit: fc.constantFrom('a', 'b', 'é', '日'), maxLength: 30 }), fc.string());
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 60 }), (texts) => {
      const read = createRecurringTexts();
      const found = [...texts, ...texts].map((wanted) => {
        const data = Buffer.from(`"${wanted}"`);
        return read(data, 1, data.length - 1);
      });
      expect(found).toEqual([...texts, ...texts].map((wanted) => Buffer.from(wanted).toString()));
    }),
  );
});

it('keeps no bytes of the logs', () => {
  const read = createRecurringTexts();
  const data = Buffer.from('access');
  const first = read(data, 0, data.length);
  data.fill('x');
  expect(first).toBe('access');
  expect(read(Buffer.from('access'), 0, 6)).toBe('access');
  expect(read(data, 0, data.length)).toBe('xxxxxx');
});
