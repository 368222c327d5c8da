import type { ValuesService } from '../../shared/deploy/manifest.ts';
import { operatorValues } from '../../shared/deploy/template/operator-values.ts';
import { parseConfig, VARIABLES } from './config.ts';

/** operator: a function and a state machine that put logs back, where the stage file has `operator`. */
export const operator: ValuesService = {
  name: 'operator',
  trigger: 'states',
  variables: VARIABLES,
  parseConfig,
  values: operatorValues,
};
