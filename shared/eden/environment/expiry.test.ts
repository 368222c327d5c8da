import { expiryOf } from './expiry.ts';

it.each([
  ['asked for: starts anew', { asked: 100, present: 5, isNew: false }, 1100],
  ['not asked for: is kept', { asked: undefined, present: 5, isNew: false }, 5],
  ['none: is cleared', { asked: 'none', present: 5, isNew: false }, undefined],
  ['new: the default', { asked: undefined, present: undefined, isNew: true, defaultTtl: 50 }, 1050],
  ['no longer than the longest', { asked: 'none', present: undefined, isNew: true, maxTtl: 70 }, 1070],
  ['new without default: the longest', { asked: undefined, present: undefined, isNew: true, maxTtl: 70 }, 1070],
] as const)('%s', (_what, input, expiresAt) => {
  expect(expiryOf({ defaultTtl: undefined, maxTtl: undefined, nowSeconds: 1000, ...input })).toBe(expiresAt);
});
