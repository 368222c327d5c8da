import fc from 'fast-check';
import { parseVariables } from './variables.ts';

it.each([
  ['', {}],
  ['A=1,B=2', { A: '1', B: '2' }],
  ['A=1,2,3\n\n  B = x=y== ', { A: '1,2,3', B: 'x=y==' }],
  ['A=', { A: '' }],
  ['{}', {}],
  [' {"A":"x,B=1\\n y ","B":""}', { A: 'x,B=1\n y ', B: '' }],
])('reads %j', (text, variables) => {
  expect(parseVariables(text)).toEqual(variables);
});

it.each([
  '__proto__=1',
  'A=1,__proto__=2',
  'A',
  '=1',
  '1A=1',
  '{',
  '{"A":1}',
  '{"A":null}',
  '{"A":{"B":"1"}}',
  '{"1A":"1"}',
  '{"":"1"}',
  '{"__proto__":"1"}',
])('%s is none', (text) => {
  expect(parseVariables(text)).toBeUndefined();
});

it('a JSON object keeps every value as it is', () => {
  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]*$/).filter((one) => one !== '__proto__');
  fc.assert(
    fc.property(fc.dictionary(name, fc.string(), { noNullPrototype: true }), (variables) => {
      expect(parseVariables(JSON.stringify(variables))).toEqual(variables);
    }),
  );
});
