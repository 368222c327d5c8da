import { MANIFESTS } from '../../services/manifests.ts';
import { loadTopology } from '../../shared/deploy/topology/read-config.ts';
import type { Topology } from '../../shared/deploy/topology/topology.ts';
import { shortOrLong } from '../exhaustive.ts';
import { FULL_STAGE } from './full-stage.ts';
import { type CompiledResource, openWorkshop, type Workshop } from './package-services.ts';
import { makeStages, type StageService } from './variants/make-stages.ts';

/** The shipped stages, and one with everything that a stage file can ask for. */
export const STAGES = ['dev', 'local', 'full'] as const;
export type Stage = (typeof STAGES)[number];
/** Packaged by the command line, as a user does. The templates of the others are made without it, to the same text. */
export const PACKAGED = shortOrLong<readonly Stage[]>(['full'], STAGES);

/** All services for every stage. */
export interface PackagedStages {
  readonly workshop: () => Workshop;
  readonly services: (stage: Stage) => readonly StageService[];
  readonly topology: (stage: Stage) => Topology;
  /** A service's resource by its logical id. */
  readonly resource: (stage: Stage, service: string, id: string) => CompiledResource;
  readonly ofType: (stage: Stage, type: string) => readonly CompiledResource[];
  readonly propertiesOf: (stage: Stage, type: string) => readonly CompiledResource['Properties'][];
}

/** Packages, or makes the templates, before all tests of the file, and clears away after them. */
export function packageStages(timeoutMs: number): PackagedStages {
  let workshop: Workshop | undefined;
  const packaged = new Map<Stage, readonly StageService[]>();
  const topologies = new Map<Stage, Topology>();

  beforeAll(async () => {
    workshop = await openWorkshop({ full: FULL_STAGE });
    for (const stage of STAGES) topologies.set(stage, loadTopology(MANIFESTS, stage, workshop.root));
    for (const stage of PACKAGED) packaged.set(stage, await workshop.packageAll(stage, usedServices(stage)));
    for (const [stage, made] of await makeStages(
      workshop.root,
      STAGES.filter((one) => !PACKAGED.includes(one)),
    )) {
      const used = usedServices(stage);
      packaged.set(
        stage,
        made.filter(({ service }) => used.includes(service)),
      );
    }
  }, timeoutMs);
  afterAll(() => workshop?.remove());

  /** A service that config/ does not use has no function; it must package all the same, once. */
  const usedServices = (stage: Stage): readonly string[] =>
    stage === 'dev'
      ? known(workshop).services
      : [...new Set(known(topologies.get(stage)).functions.map(({ service }) => service))];
  const services = (stage: Stage) => known(packaged.get(stage));
  const ofType = (stage: Stage, type: string) =>
    services(stage).flatMap(({ resources }) => Object.values(resources).filter((resource) => resource.Type === type));
  return {
    workshop: () => known(workshop),
    services,
    topology: (stage) => known(topologies.get(stage)),
    resource: (stage, service, id) => known(services(stage).find((one) => one.service === service)?.resources[id]),
    ofType,
    propertiesOf: (stage, type) => ofType(stage, type).map(({ Properties }) => Properties),
  };
}

/** A value that is there once everything is packaged. */
export function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('not packaged');
  return value;
}
