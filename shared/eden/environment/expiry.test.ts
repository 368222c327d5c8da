import { expiryOf } from './expiry.ts';

const NEW = { present: undefined, isNew: true };

it.each([
  ['asked for: starts now', { asked: 100, present: 5, isNew: false }, { expiresAt: 1100, ttl: 100 }],
  ['asked for: may be shorter than before', { asked: 100, present: 5000, isNew: false }, { expiresAt: 1100, ttl: 100 }],
  [
    'not asked for: renewed by its own TTL',
    { present: 1005, presentTtl: 80, isNew: false },
    { expiresAt: 1080, ttl: 80 },
  ],
  ['not asked for: never earlier', { present: 1500, presentTtl: 80, isNew: false }, { expiresAt: 1500, ttl: 80 }],
  [
    'of an earlier version: by the default',
    { present: 1005, isNew: false, defaultTtl: 50 },
    { expiresAt: 1050, ttl: 50 },
  ],
  ['of an earlier version without default: kept', { present: 1005, isNew: false }, { expiresAt: 1005 }],
  ['with a default of none: kept', { present: 1005, isNew: false, defaultTtl: 'none' }, { expiresAt: 1005 }],
  [
    'renewed no longer than the longest',
    { present: 1005, presentTtl: 80, isNew: false, maxTtl: 20 },
    { expiresAt: 1020, ttl: 20 },
  ],
  ['pinned: stays so', { present: undefined, isNew: false, defaultTtl: 50 }, {}],
  ['none: is cleared', { asked: 'none', present: 5, isNew: false }, {}],
  ['new: the default', { ...NEW, defaultTtl: 50 }, { expiresAt: 1050, ttl: 50 }],
  ['new without default: never', NEW, {}],
  ['no longer than the longest', { ...NEW, asked: 'none', maxTtl: 70 }, { expiresAt: 1070, ttl: 70 }],
  ['new without default: the longest', { ...NEW, maxTtl: 70 }, { expiresAt: 1070, ttl: 70 }],
] as const)('%s', (_what, input, expiry) => {
  const nothing = { asked: undefined, presentTtl: undefined, defaultTtl: undefined, maxTtl: undefined };
  expect(expiryOf({ ...nothing, nowSeconds: 1000, ...input })).toEqual(expiry);
});
