import { readConfigTexts } from '../../../shared/deploy/topology/read-config.ts';
import type { PackagedService } from '../package-services.ts';
import { makeTemplates } from './run-make-templates.ts';

/** A service's template; `zips` where it was packaged. */
export type StageService = Pick<PackagedService, 'service' | 'resources'> & Partial<Pick<PackagedService, 'zips'>>;

/** The templates of all services for each of the stages, made without the command line. @param root of a project. */
export async function makeStages<S extends string>(
  root: string,
  stages: readonly S[],
): Promise<ReadonlyMap<S, readonly StageService[]>> {
  const texts = readConfigTexts(root);
  const made = await makeTemplates(stages.map((stage) => ({ name: stage, stage, texts })));
  const templatesOf = (stage: S): readonly StageService[] =>
    made.flatMap(({ variant, service, template }) =>
      variant === stage ? [{ service, resources: template.Resources }] : [],
    );
  return new Map(stages.map((stage) => [stage, templatesOf(stage)]));
}
