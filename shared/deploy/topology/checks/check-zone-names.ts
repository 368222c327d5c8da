import type { ServiceManifest } from '../../manifest.ts';
import { requestedFunctions } from '../build-functions.ts';
import type { ReportProblem } from '../problem.ts';
import type { Sections } from '../sections.ts';
import { functionLayers, mergeLayers } from '../variable-layers.ts';

/** Warns of zone names that have no effect: python-dateutil knows no names but those of UTC. */
export function checkZoneNames(
  services: readonly ServiceManifest[],
  sections: Sections,
  stage: string,
  warn: ReportProblem,
): void {
  const warned = new Set<string>();
  for (const request of requestedFunctions(services, sections)) {
    const given = mergeLayers(functionLayers(sections, stage, request));
    const zones = given.get('TIMESTAMP_ZONES');
    if (zones === undefined || given.get('TIMESTAMP_QUIRKS')?.value !== 'dateutil') continue;
    const { file, path } = zones.layer;
    const key = JSON.stringify([file, path]);
    if (!warned.has(key)) {
      warn(
        file,
        [...path, 'TIMESTAMP_ZONES'],
        'no effect with TIMESTAMP_QUIRKS=dateutil, which reads such names as UTC',
      );
    }
    warned.add(key);
  }
}
