import { defineSink } from '../../shared/deploy/manifest.ts';
import { judgeSearchAccess } from '../../shared/deploy/search-access.ts';
import { callSearch, readSecrets } from '../../shared/deploy/template/statements.ts';
import { parseConfig, VARIABLES } from './config.ts';

/** es-sink: it owns nothing, the engine is there already. */
export const esSink = defineSink({
  name: 'es-sink',
  handler: 'sink',
  variables: VARIABLES,
  parseConfig,
  judge: judgeSearchAccess,
  // GET: the ingest pipelines of an index, when an id is taken.
  grants: (topology, fn) => [...callSearch(['Get', 'Post'], fn), ...readSecrets(topology, fn)],
});
