/** The suites that `npm run test:long` runs whole, and `npm test` by a sample: those that use `test/exhaustive.ts`. */
export const LONG_SUITES = [
  'library/proof.test.ts',
  'shared/log/decode/bombs.test.ts',
  'test/eden-api/deadline.test.ts',
  'test/eden/concurrency.test.ts',
  'test/eden/draining-and-leases.test.ts',
  'test/eden/interrupted.test.ts',
  'test/eden/kill-create.test.ts',
  'test/eden/kill-redeploy-delete.test.ts',
  'test/eden/python-eden.test.ts',
  'test/eden/refusals.test.ts',
  'test/first-minutes/leaves-nothing.test.ts',
  'test/oracle/oracle.test.ts',
  'test/search/real-engine.test.ts',
  'test/templates/print.test.ts',
  'test/templates/third-party-notices.test.ts',
] as const;
