/** The suites that `npm run test:long` runs whole, and `npm test` by a sample: those that use `test/exhaustive.ts`. */
export const LONG_SUITES = [
  'bench/gate.test.ts',
  'cli/baikonur/redrive/run-redrive.test.ts',
  'cli/baikonur/replay/run-replay.test.ts',
  'library/proof.test.ts',
  'shared/log/decode/bombs.test.ts',
  'shared/log/decode/scan-fields.test.ts',
  'shared/deploy/topology/checks/check-start.property.test.ts',
  'shared/schedule/brute-force.test.ts',
  'test/cli/redrive-memory.test.ts',
  'test/deploy/laboratory.test.ts',
  'test/eden-api/deadline.test.ts',
  'test/eden/concurrency.test.ts',
  'test/eden/draining-and-leases.test.ts',
  'test/eden/groups.test.ts',
  'test/eden/interrupted.test.ts',
  'test/eden/kill-create.test.ts',
  'test/eden/kill-redeploy-delete.test.ts',
  'test/eden/kill-sleep.test.ts',
  'test/eden/python-eden.test.ts',
  'test/eden/refusals.test.ts',
  'test/first-minutes/leaves-nothing.test.ts',
  'test/night/night.test.ts',
  'test/operator/real-destinations.test.ts',
  'test/fluent/real-receivers.test.ts',
  'test/hostile/full-event.test.ts',
  'test/oracle/oracle.test.ts',
  'test/run/interrupted.test.ts',
  'test/search/real-engine.test.ts',
  'test/templates/optional-services.test.ts',
  'test/templates/print.test.ts',
  'test/templates/templates.test.ts',
  'test/templates/third-party-notices.test.ts',
  'test/templates/variants.test.ts',
] as const;

/** Those that have no sample: `npm test` without a pattern leaves them out. */
export const ONLY_LONG_SUITES: readonly (typeof LONG_SUITES)[number][] = [
  'test/cli/redrive-memory.test.ts',
  'test/first-minutes/leaves-nothing.test.ts',
  'test/night/night.test.ts',
  'test/operator/real-destinations.test.ts',
  'test/search/real-engine.test.ts',
  'test/templates/variants.test.ts',
];

/** Set where those are left out. */
export const SHORT_VARIABLE = 'BAIKONUR_SHORT';
