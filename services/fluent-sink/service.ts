import { defineSink } from '../../shared/deploy/manifest.ts';
import { readSecrets } from '../../shared/deploy/template/statements.ts';
import { parseConfig, VARIABLES } from './config.ts';
import { createFluentJudge } from './judge-logs.ts';

/** fluent-sink: it owns nothing, the receiver is there already. */
export const fluentSink = defineSink({
  name: 'fluent-sink',
  handler: 'sink',
  variables: VARIABLES,
  parseConfig,
  createLogJudge: createFluentJudge,
  grants: readSecrets,
});
