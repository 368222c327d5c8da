import { LONG_SUITES, ONLY_LONG_SUITES } from './long-suites.ts';

/** On two quiet cores, as CONTRIBUTING.md says too. */
const SHORT_MINUTES = 6;
const LONG_MINUTES = 13;

/** Says what a run of the tests will do, and how long it takes on two quiet cores. */
export function announce(isLong: boolean, args: readonly string[]): string {
  const isPart = args[0]?.startsWith('-') === false;
  if (isPart) return `tests: ${args.join(' ')}${isLong ? ', every matrix whole' : ''}`;
  if (isLong) {
    return `test:long: ${LONG_SUITES.length} suites whose matrices are run whole; about ${LONG_MINUTES} minutes on two quiet cores`;
  }
  return [
    `npm test: all suites beside the code and in test/, with samples of the long matrices; the integration tests deploy`,
    `every service to a local AWS first. About ${SHORT_MINUTES} minutes on two quiet cores.`,
    `One part: npm test -- services/s3-sink shared/pipeline. The whole matrices, and ${ONLY_LONG_SUITES.length} suites more: npm run test:long`,
  ].join('\n');
}
