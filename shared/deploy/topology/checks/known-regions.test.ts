import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KNOWN_REGIONS } from './known-regions.ts';

const PARTITIONS = join(
  __dirname,
  '../../../../node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js',
);
/** A key below `regions`; `aws-global` and the like are none. */
const REGION = /"([a-z]{2,4}(?:-[a-z]+)+-\d)": \{/g;

it('has the Regions of the SDK', () => {
  const ofSdk = [...readFileSync(PARTITIONS, 'utf8').matchAll(REGION)].map(([, region]) => region);
  expect(ofSdk.length).toBeGreaterThan(40);
  expect([...KNOWN_REGIONS].sort()).toEqual(ofSdk.sort());
});
