import type { ServiceManifest } from '../../manifest.ts';
import { resolveAccount } from '../account.ts';
import { type RequestedFunction, requestedFunctions } from '../build-functions.ts';
import type { ReportProblem } from '../problem.ts';
import { judgeRetrySettings } from '../retry-settings.ts';
import { FILES, type Sections, stageFile } from '../sections.ts';
import type { StreamFunction, Topology } from '../topology.ts';
import { checkLogLoops, checkWrapTimes } from './check-subscriptions.ts';

/** @see CreateStream 128, CreateDeliveryStream 64, CreateBucket 63, CreateFunction 64, CreateRole 64, CreateTable 255 */
const MAX_LENGTH = { stream: 128, 'delivery stream': 64, bucket: 63, function: 64, role: 64, table: 255 } as const;
/** @see Lambda quotas: all variables of a function together */
const MAX_ENVIRONMENT_BYTES = 4096;
const ANY_ACCOUNT = '0'.repeat(12);

type ConfigPath = readonly [file: string, path: readonly PropertyKey[]];

/** Limits of AWS, and problems that only the finished topology shows. */
export function checkLimits(
  services: readonly ServiceManifest[],
  topology: Topology,
  sections: Sections,
  report: ReportProblem,
): void {
  const requests = requestedFunctions(services, sections);
  checkNames(topology, requests, report);
  checkTwins(topology, report);
  checkFunctions(topology, requests, report);
  checkLogLoops(topology, report);
  checkWrapTimes(topology, report);
}

function checkNames(topology: Topology, requests: readonly RequestedFunction[], report: ReportProblem): void {
  const check = (kind: keyof typeof MAX_LENGTH, name: string, [file, path]: ConfigPath): void => {
    const length = resolveAccount(name, ANY_ACCOUNT).length;
    if (length <= MAX_LENGTH[kind]) return;
    report(
      file,
      path,
      `the ${kind} name ${JSON.stringify(name)} has ${length} characters, more than ${MAX_LENGTH[kind]}`,
    );
  };
  for (const { key, name } of topology.streams) check('stream', name, [FILES.streams, ['streams', key]]);
  for (const { key, name } of topology.deliveryStreams) {
    check('delivery stream', name, [FILES.streams, ['deliveryStreams', key]]);
    check('role', topology.names.role(`delivery-${key}`), [FILES.streams, ['deliveryStreams', key]]);
  }
  for (const { name } of [topology.deadLetterBucket, topology.archiveBucket, topology.deliveryBucket]) {
    check('bucket', name, [FILES.service, ['project']]);
  }
  check('table', topology.progressTable, [FILES.service, ['project']]);
  check('role', topology.names.role('subscription'), [FILES.service, ['project']]);
  for (const fn of topology.functions) {
    check('function', fn.name, pathOf(requests, fn));
    check('role', fn.roleName, pathOf(requests, fn));
  }
}

/** Where `config/` asks for a function. */
function pathOf(requests: readonly RequestedFunction[], { id }: StreamFunction): ConfigPath {
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

function checkFunctions(topology: Topology, requests: readonly RequestedFunction[], report: ReportProblem): void {
  for (const fn of topology.functions) {
    const path = ['functions', fn.id in topology.settings.functions ? fn.id : 'default'];
    for (const problem of judgeRetrySettings({ ...fn.settings, retentionHours: fn.source.retentionHours }, fn.retry)) {
      report(stageFile(topology.stage), path, `${fn.id}: ${problem}`);
    }
    const bytes = Object.entries(fn.environment)
      .map(([name, value]) => Buffer.byteLength(name) + Buffer.byteLength(resolveAccount(value, ANY_ACCOUNT)))
      .reduce((sum, size) => sum + size, 0);
    if (bytes <= MAX_ENVIRONMENT_BYTES) continue;
    const [file, at] = pathOf(requests, fn);
    report(file, at, `the variables of ${fn.id} take ${bytes} bytes, more than ${MAX_ENVIRONMENT_BYTES}`);
  }
}
