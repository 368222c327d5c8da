import { text } from './variable.ts';

/** Variables of every function, for services that read no stream: they bundle nothing of the pipeline. */
export const FUNCTION_VARIABLES = {
  STAGE: text({ source: 'the stage itself', default: 'local', meaning: 'Name of the stage' }),
  AWS_REGION: text({ source: 'Lambda', default: 'us-east-1', meaning: 'Region of the function' }),
};
