import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFESTS } from '../../../services/manifests.ts';
import { loadTopology } from '../../../shared/deploy/topology/read-config.ts';
import { OPERATIONS } from './operations.ts';
import { operatorPolicy } from './operator-policy.ts';

const ROOT = join(import.meta.dirname, '../../..');

it('docs/operator-policy.json is the policy of the example stage (npm run docs:policy)', () => {
  const written = JSON.parse(readFileSync(join(ROOT, 'docs/operator-policy.json'), 'utf8'));
  expect(written).toEqual(operatorPolicy(loadTopology(MANIFESTS, 'dev', ROOT), '111122223333'));
});

it('every declared operation is called, and every called one is declared', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' });
  const sources = files
    .concat('../operator/operate.ts', '../../../shared/aws/put-records.ts')
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'));
  const called = sources.flatMap((source) => [...source.matchAll(/new (\w+)Command\(/g)].map(([, name]) => name));
  const declared = Object.keys(OPERATIONS).map((operation) => operation.split(' ').at(-1));
  expect([...new Set(called)].sort()).toEqual([...new Set(declared)].sort());
});
