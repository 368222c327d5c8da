import { COMMON_VARIABLES } from '../../../settings/common-settings.ts';
import type { Declaration } from '../../../settings/env-reader.ts';
import type { ServiceManifest } from '../../manifest.ts';
import { requestedFunctions, requestedSchedules } from '../build-functions.ts';
import { didYouMean } from '../nearest-name.ts';
import type { ReportProblem } from '../problem.ts';
import type { Sections } from '../sections.ts';
import { commonLayers, ownLayers, type VariableLayer } from '../variable-layers.ts';

/** Variables of other tools, and the setting that is theirs here. */
const SETTINGS: Readonly<Record<string, string>> = {
  LOG_LEVEL: 'logLevel in the stage file',
  REGION: 'region in the stage file',
  BATCH_SIZE: 'functions.*.batchSize in the stage file',
  TIMEOUT: 'functions.*.timeoutSeconds in the stage file',
};

/** Names of variables that no function of the layer has, or that follow from other settings. */
export function checkVariableNames(
  services: readonly ServiceManifest[],
  sections: Sections,
  stage: string,
  report: ReportProblem,
): void {
  const check = ({ file, path, variables }: VariableLayer, declared: Declaration): void => {
    for (const name of Object.keys(variables)) {
      const wrong = judgeName(name, declared);
      if (wrong !== undefined) report(file, [...path, name], wrong);
    }
  };
  const { ofServices, ofStage, ofFunctions } = commonLayers(sections, stage);
  for (const layer of [ofServices, ofStage, ofFunctions]) check(layer, COMMON_VARIABLES);
  for (const request of [...requestedFunctions(services, sections), ...requestedSchedules(services, sections)]) {
    for (const layer of Object.values(ownLayers(sections, stage, request))) check(layer, request.service.variables);
  }
}

function judgeName(name: string, declared: Declaration): string | undefined {
  const variable = declared[name];
  if (variable !== undefined) {
    // A variable set twice could contradict itself.
    return variable.source === undefined ? undefined : `not to be set here, it comes from ${variable.source}`;
  }
  const elsewhere = SETTINGS[name];
  if (elsewhere !== undefined) return `unknown variable; set ${elsewhere}`;
  const settable = Object.keys(declared).filter((known) => declared[known]?.source === undefined);
  return `unknown variable${didYouMean(name, settable)}; expected one of ${settable.join(', ')}`;
}
