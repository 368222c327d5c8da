import type { ServiceManifest } from '../../manifest.ts';
import { resolveAccount } from '../account.ts';
import {
  type RequestedFunction,
  type RequestedSchedule,
  requestedFunctions,
  requestedSchedules,
} from '../build-functions.ts';
import type { ConfigPlace, ReportProblem } from '../problem.ts';
import { judgeRetrySettings } from '../retry-settings.ts';
import { FILES, type Sections, stageFile } from '../sections.ts';
import type { StreamFunction, Topology } from '../topology.ts';
import { checkLogLoops, checkWrapTimes } from './check-subscriptions.ts';

/** @see CreateStream 128, CreateDeliveryStream 64, CreateBucket 63, CreateFunction 64, CreateRole 64, CreateTable 255 */
const MAX_LENGTH = { stream: 128, 'delivery stream': 64, bucket: 63, function: 64, role: 64, table: 255 } as const;
const ANY_ACCOUNT = '0'.repeat(12);

/** Settings on which retries depend. */
const RETRY_SETTINGS = ['timeoutSeconds', 'maxAttempts', 'holdHours', 'maximumRecordAgeHours'] as const;

type NameKind = keyof typeof MAX_LENGTH;

/** Limits of AWS, and problems that only the finished topology shows. */
export function checkLimits(
  services: readonly ServiceManifest[],
  topology: Topology,
  sections: Sections,
  report: ReportProblem,
): void {
  const requests = [...requestedFunctions(services, sections), ...requestedSchedules(services, sections)];
  checkNames(topology, requests, report);
  checkTwins(topology, report);
  checkRetries(topology, report);
  checkLogLoops(topology, report);
  checkWrapTimes(topology, report);
}

/** Of the names that one setting makes too long, the longest. */
function checkNames(
  topology: Topology,
  requests: readonly (RequestedFunction | RequestedSchedule)[],
  report: ReportProblem,
): void {
  const tooLong = namesOf(topology, requests)
    .map(({ kind, name, at }) => ({ kind, name, at, length: resolveAccount(name, ANY_ACCOUNT).length }))
    .filter(({ kind, length }) => length > MAX_LENGTH[kind])
    .toSorted((one, other) => excess(other) - excess(one));
  const settings = new Set<string>();
  const ofProject = tooLong.filter(({ at }) => at[0] === FILES.service);
  // The project and the stage are in every name: where they alone are too long, the others follow.
  for (const { kind, name, length, at } of ofProject.length > 0 ? ofProject : tooLong) {
    const [file, path] = at;
    const setting = JSON.stringify(at);
    if (settings.has(setting)) continue;
    settings.add(setting);
    const message = `the ${kind} name ${JSON.stringify(name)} has ${length} characters, more than ${MAX_LENGTH[kind]}`;
    report(file, path, message);
  }
}

function excess({ kind, length }: { readonly kind: NameKind; readonly length: number }): number {
  return length - MAX_LENGTH[kind];
}

interface MadeName {
  readonly kind: NameKind;
  readonly name: string;
  readonly at: ConfigPlace;
}

function namesOf(
  topology: Topology,
  requests: readonly (RequestedFunction | RequestedSchedule)[],
): readonly MadeName[] {
  const { names, deadLetterBucket, archiveBucket, deliveryBucket, progressTable } = topology;
  const project: ConfigPlace = [FILES.service, ['project']];
  return [
    ...topology.streams.map(
      ({ key, name }): MadeName => ({ kind: 'stream', name, at: [FILES.streams, ['streams', key]] }),
    ),
    ...topology.deliveryStreams.flatMap(({ key, name }): readonly MadeName[] => {
      const at: ConfigPlace = [FILES.streams, ['deliveryStreams', key]];
      return [
        { kind: 'delivery stream', name, at },
        { kind: 'role', name: names.role(`delivery-${key}`), at },
      ];
    }),
    ...[deadLetterBucket, archiveBucket, deliveryBucket].map(
      ({ name }): MadeName => ({ kind: 'bucket', name, at: project }),
    ),
    { kind: 'table', name: progressTable, at: project },
    { kind: 'role', name: names.role('subscription'), at: project },
    ...edenNames(topology),
    ...[...topology.functions, ...(topology.cleaner ? [topology.cleaner] : [])].flatMap((fn): readonly MadeName[] => {
      const at = pathOf(requests, fn);
      return [
        { kind: 'function', name: fn.name, at },
        { kind: 'role', name: fn.roleName, at },
      ];
    }),
  ];
}

/** Of eden's functions and roles the longest. */
function edenNames({ names, settings }: Topology): readonly MadeName[] {
  if (settings.eden === undefined) return [];
  const at: ConfigPlace = [FILES.service, ['project']];
  return [
    { kind: 'function', name: names.function('eden-api', 'reaper'), at },
    { kind: 'role', name: names.role('eden-api-reaper'), at },
  ];
}

/** Where `config/` asks for a function. */
function pathOf(
  requests: readonly (RequestedFunction | RequestedSchedule)[],
  { id }: Pick<StreamFunction, 'id'>,
): ConfigPlace {
  const { file, path } = requests.find((request) => request.id === id) ?? { file: FILES.service, path: [] };
  return [file, path];
}

/** Two short names of one stream would hide loops and copies from all other checks. */
function checkTwins({ stage, streams }: Topology, report: ReportProblem): void {
  for (const { key, name } of streams.filter(({ owned }) => !owned)) {
    const twin = streams.find((other) => other.name === name && other.key !== key);
    if (twin === undefined) continue;
    report(stageFile(stage), ['external', 'streams', key], `${JSON.stringify(name)} is stream ${twin.key} already`);
  }
}

/** A number that functions have in common is wrong once, with the names of these functions. */
function checkRetries(topology: Topology, report: ReportProblem): void {
  const file = stageFile(topology.stage);
  const found = topology.functions.flatMap((fn) => {
    const own = topology.settings.functions[fn.id];
    const key = RETRY_SETTINGS.some((name) => own?.[name] !== undefined) ? fn.id : 'default';
    const judged = judgeRetrySettings({ ...fn.settings, retentionHours: fn.source.retentionHours }, fn.retry);
    return judged.map((problem) => ({ id: fn.id, stream: fn.source.key, key, problem }));
  });
  const grouped = Map.groupBy(found, ({ key, problem }) => `${key} ${problem}`);
  for (const [{ key, problem, stream } = {}, ids] of [...grouped.values()].map(
    (group) => [group[0], group.map(({ id }) => id)] as const,
  )) {
    if (key === undefined) continue;
    const read = ['default', stream ?? ''].map((name) => [file, ['streams', name]] as const);
    const common = [file, ['functions', 'default']] as const;
    report(file, ['functions', key], `${ids.join(', ')}: ${problem}`, [...read, common]);
  }
}
