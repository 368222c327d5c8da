import type { ValuesService } from '../../shared/deploy/manifest.ts';
import { edenValues } from '../../shared/deploy/template/eden-values.ts';
import { parseConfig, VARIABLES } from './config.ts';

/** eden-api: the API and the reaper, where the stage has `eden`. */
export const edenApi: ValuesService = {
  name: 'eden-api',
  trigger: 'http',
  variables: VARIABLES,
  parseConfig,
  values: edenValues,
};
