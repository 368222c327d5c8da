import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDeployedStage } from './stage.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const ENDPOINT = 'http://127.0.0.1:4566';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stage-'));
  await cp(join(ROOT, 'config'), join(folder, 'config'), { recursive: true });
  await writeFile(join(folder, 'config', 'forwarders.yml'), 'forwarders: []\n');
  await writeFile(
    join(folder, 'stack.json'),
    JSON.stringify({ connection: { endpoint: ENDPOINT }, configRoot: folder }),
  );
});
afterEach(() => rm(folder, { recursive: true }));

it.each<[stage: string, env: Record<string, string>, has: boolean]>([
  ['local', {}, false],
  ['local', { AWS_ENDPOINT_URL: ENDPOINT }, false],
  ['local', { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, true],
  ['dev', {}, true],
])('stage %s with %j is that of config/: %s', async (stage, env, isProjects) => {
  const { functions } = await loadDeployedStage(stage, env, folder);
  expect(functions.some(({ service }) => service === 'forwarders')).toBe(isProjects);
});
