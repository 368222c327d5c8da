import { type Env, parseSettings } from '../../shared/settings/env-reader.ts';
import { FUNCTION_VARIABLES } from '../../shared/settings/function-variables.ts';
import { requiredText, text } from '../../shared/settings/variable.ts';

/** The variables of operator: the work itself comes with the event. */
export const VARIABLES = {
  FAILED_LOG_S3_BUCKET: requiredText({ source: 'the project and the stage', meaning: 'Bucket of the dead letters' }),
  FAILED_LOG_S3_PREFIX: text({
    source: 'deadLetters.prefix of the stage',
    default: '',
    meaning: 'Folder of the dead letters',
  }),
  ...FUNCTION_VARIABLES,
};

/** All settings of operator. */
export interface OperatorSettings {
  readonly service: string;
  readonly stage: string;
  readonly region: string;
  readonly bucket: string;
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
}

/**
 * Reads the settings of operator.
 * @throws {ConfigError} with every problem found.
 */
export function parseConfig(env: Env): OperatorSettings {
  return parseSettings(env, VARIABLES, (values) => ({
    service: 'operator',
    stage: values.STAGE,
    region: values.AWS_REGION,
    bucket: values.FAILED_LOG_S3_BUCKET,
    prefix: values.FAILED_LOG_S3_PREFIX.replace(/^\/+|\/+$/g, ''),
  }));
}
