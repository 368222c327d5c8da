import type { ApiService } from '../../shared/deploy/manifest.ts';
import { edenBlocks } from '../../shared/deploy/template/eden-blocks.ts';
import { parseConfig, VARIABLES } from './config.ts';

/** eden-api: the API and the reaper, where the stage has `eden`. */
export const edenApi: ApiService = {
  name: 'eden-api',
  trigger: 'http',
  variables: VARIABLES,
  parseConfig,
  blocks: edenBlocks,
};
