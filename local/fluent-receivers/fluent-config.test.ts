import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MANIFESTS } from '../../services/manifests.ts';
import { loadTopology } from '../../shared/deploy/topology/read-config.ts';
import { addFluentConfig } from './fluent-config.ts';

describe('addFluentConfig', () => {
  it('makes a configuration that holds, with a stream, a route and the sink', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'baikonur-fluent-'));
    try {
      const root = await addFluentConfig(directory, '127.0.0.1:1234');
      const { functions, routes } = loadTopology(MANIFESTS, 'local', root);
      const sink = functions.find(({ service }) => service === 'fluent-sink');
      expect(sink?.environment).toMatchObject({
        LOG_FLUENT_SINK_ENDPOINT: '127.0.0.1:1234',
        LOG_FLUENT_TAG: 'local',
      });
      expect(routes.map(({ target }) => target.name)).toContain(sink?.source.name);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
