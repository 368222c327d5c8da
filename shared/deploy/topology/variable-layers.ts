import type { GivenVariables, Texts } from '../manifest.ts';
import { FILES, type Sections, stageFile } from './sections.ts';

/** One group of variables in `config/`, e.g. `environment` of a sink. */
export interface VariableLayer {
  readonly file: string;
  readonly path: readonly PropertyKey[];
  readonly variables: GivenVariables;
}

/** A variable that a function is given, and the layer that says so. */
interface GivenVariable {
  readonly value: string;
  readonly layer: VariableLayer;
}

/** The function whose layers are asked for. */
interface LayeredFunction {
  /** `<service>-<key>`, its name in the stage file. */
  readonly id: string;
  readonly environment: GivenVariables;
  readonly file: string;
  readonly path: readonly PropertyKey[];
  readonly environmentPath?: readonly PropertyKey[];
}

/** The layers of all stream functions: of all services, and of the stage. */
export function commonLayers({ service, stage }: Pick<Sections, 'service' | 'stage'>, stageName: string) {
  return {
    ofServices: { file: FILES.service, path: ['environment'], variables: service.environment },
    ofStage: { file: stageFile(stageName), path: ['environment'], variables: stage.environment },
    ofFunctions: {
      file: stageFile(stageName),
      path: ['functions', 'default', 'environment'],
      variables: stage.functions.default.environment,
    },
  } satisfies Record<string, VariableLayer>;
}

/** A function's own layers: where it is asked for, and in the stage file. */
export function ownLayers({ stage }: Pick<Sections, 'stage'>, stageName: string, fn: LayeredFunction) {
  return {
    ofRequest: { file: fn.file, path: environmentPath(fn), variables: fn.environment },
    ofStage: {
      file: stageFile(stageName),
      path: ['functions', fn.id, 'environment'],
      variables: stage.functions[fn.id]?.environment ?? {},
    },
  } satisfies Record<string, VariableLayer>;
}

/** Where a function's own variables are, in the file that asks for it. */
export function environmentPath({
  path,
  environmentPath: own,
}: Pick<LayeredFunction, 'path' | 'environmentPath'>): readonly PropertyKey[] {
  return own ?? [...path, 'environment'];
}

/** The layers of a stream function; a later one overrides those before it. */
export function functionLayers(
  sections: Pick<Sections, 'service' | 'stage'>,
  stageName: string,
  fn: LayeredFunction,
): readonly VariableLayer[] {
  const common = commonLayers(sections, stageName);
  const own = ownLayers(sections, stageName, fn);
  return [common.ofServices, common.ofStage, own.ofRequest, common.ofFunctions, own.ofStage];
}

/** The layers with some of their variables. */
export function pickVariables(layers: readonly VariableLayer[], names: readonly string[]): readonly VariableLayer[] {
  return layers.map((layer) => ({
    ...layer,
    variables: Object.fromEntries(Object.entries(layer.variables).filter(([name]) => names.includes(name))),
  }));
}

/** The variables that a function is given. An empty variable counts as an absent one. */
export function mergeLayers(layers: readonly VariableLayer[]): ReadonlyMap<string, GivenVariable> {
  const merged = new Map(
    layers.flatMap((layer) =>
      Object.entries(layer.variables).map(([name, value]) => [name, { value: String(value).trim(), layer }] as const),
    ),
  );
  return new Map([...merged].filter(([, { value }]) => value !== ''));
}

/** The values alone. */
export function textsOf(given: ReadonlyMap<string, GivenVariable>): Texts {
  return Object.fromEntries([...given].map(([name, { value }]) => [name, value]));
}
