import { type CreateLogJudge, judgeAsSink } from '../pipeline/log-verdict.ts';
import { parseCommonSettings } from '../settings/common-settings.ts';
import type { ConfigProblem, Declaration, Env } from '../settings/env-reader.ts';
import type { Resources } from './template/cloudformation.ts';
import type { Statement } from './template/statements.ts';
import type { OwnValues, StreamFunctionValues } from './template/values.ts';
import { FILES, type Sections } from './topology/sections.ts';
import type { Cleaner, StreamFunction, Target, Topology, TopologyBase } from './topology/topology.ts';

/** Everything that the deployment must know of a service: `services/<name>/service.ts`. */
export type ServiceManifest = StreamService | ScheduledService | ValuesService;

interface Service {
  /** Folder below `services/`. */
  readonly name: string;
  /** The variables that `parseConfig` reads. */
  readonly variables: Declaration;
  /**
   * Reads the environment of its functions.
   * @throws {ConfigError} with every problem found: the function would not start.
   */
  readonly parseConfig: (env: Env) => unknown;
  /** Variables that are put into the bundle, where Lambda's limit of 4 KB does not count. The same in all its functions. */
  readonly bundled?: readonly string[];
  /** Problems of a function that starts but would not work; `environmentOf` is that of another function, by its id. */
  readonly judge?: (environment: Texts, environmentOf: (id: string) => Texts | undefined) => readonly ConfigProblem[];
}

/** Variables of a function as it gets them. */
export type Texts = Readonly<Record<string, string>>;

/** A service whose functions read Kinesis streams. */
export interface StreamService extends Service {
  readonly trigger: 'stream';
  /** Whether `config/sinks.yml` asks for it, by its name. */
  readonly isSink: boolean;
  /** Export of `handler.ts` that all its functions have; the key of a sink's function. */
  readonly handler: string;
  /** Whether alarms name the function: a service with a function for each entry of a list. */
  readonly alarmsByFunction?: boolean;
  /** The functions that `config/` asks it for. */
  readonly requests: (sections: FunctionSections) => readonly FunctionRequest[];
  /** How its functions decide about a log, for `baikonur explain`. */
  readonly createLogJudge: CreateLogJudge;
  /** Statements of its role, beside those of every stream function. */
  readonly grants: (topology: Topology, fn: StreamFunction) => readonly Statement[];
  /** Resources and alarms of its own, beside its functions and the alarms of every stream service. */
  readonly resources?: (topology: Topology) => Resources;
  /** Values of its serverless.yml, beside those that every stream service has: `${self:custom.app.<key>}`. */
  readonly values?: (
    topology: Topology,
    functions: Readonly<Record<string, StreamFunctionValues>>,
  ) => Readonly<Record<string, unknown>>;
}

/** A service with one function that runs by the clock: es-cleaner. */
export interface ScheduledService extends Service {
  readonly trigger: 'schedule';
  /** Its function's key in serverless.yml, and the export of `handler.ts`. */
  readonly handler: string;
  /** Its entry in `config/`; `undefined`: there is none, and so no function. */
  readonly request: (sections: FunctionSections) => ScheduleRequest | undefined;
  /** Variables that it has from another function unless its own say otherwise. */
  readonly inherited: { readonly from: string; readonly variables: readonly string[] };
  readonly grants: (topology: Topology, fn: Cleaner) => readonly Statement[];
  readonly resources: (topology: Topology, fn: Cleaner) => Resources;
}

/** A service that makes the values of its serverless.yml itself: eden-api (`http`), scheduled-tasks (`tasks`), operator (`states`). */
export interface ValuesService extends Service {
  readonly trigger: 'http' | 'tasks' | 'states';
  readonly values: (topology: Topology) => OwnValues;
}

/** The sections of `config/` that ask for stream functions. */
export type FunctionSections = Pick<Sections, 'routes' | 'forwarders' | 'sinks'>;

/** Variables as YAML gives them. */
export type GivenVariables = Readonly<Record<string, string | number | boolean>>;

/** A function by the clock that `config/` asks for. */
export interface ScheduleRequest extends Pick<FunctionRequest, 'environment' | 'file' | 'path'> {
  /** `rate(…)` or `cron(…)`. */
  readonly schedule: string;
}

/** A stream function that `config/` asks for. */
export interface FunctionRequest {
  /** Its key in the service's serverless.yml; `<service>-<key>` is its name in the stage file. */
  readonly key: string;
  /** Short name of the stream it reads. */
  readonly source: string;
  /** Its targets, as `kinesis:<stream>` or `firehose:<delivery stream>`, short names. */
  readonly targets: readonly string[];
  /** Log types that it takes. */
  readonly whitelist: readonly string[];
  /** Its own variables. */
  readonly environment: GivenVariables;
  /** Variables that follow from `config/`, beside those of every stream function. */
  readonly computed: (base: TopologyBase, targets: readonly Target[]) => Texts;
  /** The setting in `config/` that asks for it. */
  readonly file: string;
  readonly path: readonly PropertyKey[];
  /** Where its own variables are, if not in `environment` below `path`. */
  readonly environmentPath?: readonly PropertyKey[];
}

/** The manifest of a sink. */
interface Sink extends Omit<StreamService, 'trigger' | 'isSink' | 'requests' | 'createLogJudge'> {
  readonly computed?: FunctionRequest['computed'];
  /** Absent: it takes every log. */
  readonly createLogJudge?: CreateLogJudge;
}

/** A service with one function, `sink`, where `config/sinks.yml` has an entry of its name. */
export function defineSink({ computed = () => ({}), ...sink }: Sink): StreamService {
  return {
    createLogJudge: (env) => judgeAsSink(sink.name, parseCommonSettings(env, sink.name)),
    ...sink,
    trigger: 'stream',
    isSink: true,
    requests: ({ sinks }) => {
      const entry = sinks.sinks[sink.name];
      if (entry === undefined) return [];
      return [{ ...entry, key: 'sink', targets: [], computed, file: FILES.sinks, path: ['sinks', sink.name] }];
    },
  };
}
