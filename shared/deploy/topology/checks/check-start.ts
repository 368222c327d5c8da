import { ConfigError, type ConfigProblem, type Env } from '../../../settings/env-reader.ts';
import type { ServiceManifest, Texts, ValuesService } from '../../manifest.ts';
import { resolveAccount } from '../account.ts';
import { requestedFunctions, requestedSchedules, scheduleLayers } from '../build-functions.ts';
import { nearestName } from '../nearest-name.ts';
import type { ConfigPlace, ReportProblem } from '../problem.ts';
import { FILES, type Sections, stageFile } from '../sections.ts';
import type { Topology } from '../topology.ts';
import { environmentPath, functionLayers, mergeLayers, textsOf, type VariableLayer } from '../variable-layers.ts';

const ANY_ACCOUNT = '0'.repeat(12);
/** A reference of an intrinsic function, e.g. `${AWS::AccountId}`. */
const REFERENCE = /\$\{[^}]+\}/g;

/** A function as it would start. */
interface StartingFunction {
  readonly id: string;
  readonly service: ServiceManifest;
  /** Where `config/` asks for it. */
  readonly file: string;
  readonly path: readonly PropertyKey[];
  readonly environmentPath?: readonly PropertyKey[];
  readonly layers: readonly VariableLayer[];
  /** Inherited variables, and the layer to which they belong. */
  readonly inherits?: { readonly layer: VariableLayer; readonly variables: readonly string[] } | undefined;
}

/**
 * Starts every function on the environment that it will get: its own `parseConfig` says what is wrong.
 */
export function checkStarts(
  services: readonly ServiceManifest[],
  { sections, stage, topology }: { readonly sections: Sections; readonly stage: string; readonly topology: Topology },
  report: ReportProblem,
): void {
  const functions = startingFunctions(services, sections, stage);
  const given = new Map(functions.map((fn) => [fn.id, textsOf(mergeLayers(fn.layers))]));
  const environmentOf = (id: string): Texts | undefined => given.get(id);
  const reportOnce = once(report);
  for (const fn of functions) {
    const environment = {
      ...lambdaVariables(sections, fn.id),
      ...(builtEnvironment(topology, fn.id) ?? given.get(fn.id)),
    };
    const found = [
      ...startProblems(fn.service, environment),
      ...(fn.service.judge?.({ AWS_REGION: sections.stage.region, ...given.get(fn.id) }, environmentOf) ?? []),
    ];
    for (const problem of found) tell(fn, problem, reportOnce);
  }
  checkApis(services, topology, report);
}

function startingFunctions(
  services: readonly ServiceManifest[],
  sections: Sections,
  stage: string,
): readonly StartingFunction[] {
  const streams = requestedFunctions(services, sections);
  return [
    ...streams.map((request) => ({ ...request, layers: functionLayers(sections, stage, request) })),
    ...requestedSchedules(services, sections).map((request) => {
      const { from, variables } = request.service.inherited;
      const other = streams.find(({ id }) => id === from);
      return {
        ...request,
        layers: scheduleLayers(services, sections, stage, request),
        inherits: other && {
          layer: { file: other.file, path: environmentPath(other), variables: {} },
          variables,
        },
      };
    }),
  ];
}

function builtEnvironment(topology: Topology, id: string): Texts | undefined {
  const built = [...topology.functions, topology.cleaner].find((fn) => fn?.id === id);
  return (
    built &&
    Object.fromEntries(
      Object.entries(built.environment).map(([name, value]) => [name, resolveAccount(value, ANY_ACCOUNT)]),
    )
  );
}

/** Variables that Lambda itself sets. @see AWS Lambda developer guide, "Defined runtime environment variables" */
function lambdaVariables({ stage }: Sections, id: string): Texts {
  const memoryMb = stage.functions[id]?.memoryMb ?? stage.functions.default.memoryMb;
  return {
    AWS_REGION: stage.region,
    AWS_LAMBDA_FUNCTION_NAME: id,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    TZ: ':UTC',
  };
}

function startProblems({ parseConfig }: ServiceManifest, environment: Env): readonly ConfigProblem[] {
  try {
    parseConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.details;
    throw error;
  }
}

/**
 * Reports a problem at the layer that gives the first of its variables. More than a single given value follows from all
 * layers, and what is computed from all files.
 */
function tell(fn: StartingFunction, { variables, sentence }: ConfigProblem, report: ReportProblem): void {
  const given = mergeLayers(fn.layers);
  const [first = ''] = variables;
  const layer = variables.flatMap((name) => given.get(name)?.layer ?? [])[0];
  if (layer === undefined && isMistyped(fn, first, given.keys())) return;
  const layers: readonly ConfigPlace[] = fn.layers.flatMap(({ file, path }) =>
    variables.map((name) => [file, [...path, name]] as const),
  );
  if (layer !== undefined) {
    const begin = `${first}: `;
    if (variables.length === 1 && sentence.startsWith(begin)) {
      report(layer.file, [...layer.path, first], sentence.slice(begin.length));
    } else report(layer.file, layer.path, sentence, layers);
  } else if (variables.some((name) => isComputed(fn, name))) {
    const all = Object.values(FILES).map((file) => [file, []] as const);
    report(fn.file, fn.path, `${fn.id}: ${sentence}`, all);
  } else if (fn.inherits?.variables.includes(first)) {
    report(fn.inherits.layer.file, fn.inherits.layer.path, sentence, layers);
  } else report(fn.file, environmentPath(fn), missingOwner(fn, first) + sentence, layers);
}

/** Names the service whose variable it would be, where that is not in `config/`. */
function missingOwner({ service, inherits }: StartingFunction, name: string): string {
  if (service.trigger !== 'schedule' || inherits !== undefined || !service.inherited.variables.includes(name))
    return '';
  const owner = service.inherited.from.replace(/-[^-]+$/, '');
  return `needs ${owner}, which ${FILES.sinks} does not have: `;
}

/** Whether an unknown variable, which is reported as such, was meant to be this one. */
function isMistyped({ service }: StartingFunction, name: string, given: Iterable<string>): boolean {
  const known = Object.keys(service.variables);
  return [...given].some((other) => !known.includes(other) && nearestName(other, known) === name);
}

function isComputed({ service }: Pick<StartingFunction, 'service'>, name: string): boolean {
  return service.variables[name]?.source !== undefined;
}

/** Reports a problem of a layer once, however many functions have it. */
function once(report: ReportProblem): ReportProblem {
  const reported = new Set<string>();
  return (file, path, message, followsFrom) => {
    const key = JSON.stringify([file, path.map(String), message]);
    if (!reported.has(key)) report(file, path, message, followsFrom);
    reported.add(key);
  };
}

/** The variables of eden-api all follow from `eden` in the stage file. */
function checkApis(services: readonly ServiceManifest[], topology: Topology, report: ReportProblem): void {
  for (const service of services) {
    if (service.trigger === 'stream' || service.trigger === 'schedule') continue;
    const { functions, unused, bundled } = service.values(topology);
    if (unused.functions.includes('*')) continue;
    for (const [key, { environment }] of Object.entries(functions)) {
      const texts = Object.entries(environment).map(([name, value]) => [name, plainText(value)] as const);
      for (const { sentence } of startProblems(service, { ...bundled, ...Object.fromEntries(texts) })) {
        report(...placeOf(service.trigger, topology), `${service.name}-${key}: ${sentence}`);
      }
    }
  }
}

function placeOf(trigger: ValuesService['trigger'], { stage }: Topology): ConfigPlace {
  if (trigger === 'tasks') return [FILES.tasks, []];
  return [stageFile(stage), [trigger === 'http' ? 'eden' : 'operator']];
}

function plainText(value: unknown): string {
  const text = typeof value === 'string' ? value : String(Object.values(value ?? {})[0]);
  return text.replace(REFERENCE, ANY_ACCOUNT);
}
