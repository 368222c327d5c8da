import type { ServiceManifest } from '../../manifest.ts';
import { resolveIntrinsics } from '../../template/resolve-intrinsics.ts';
import { countManaged, policyBytes } from '../../template/role-policies.ts';
import { serviceValues } from '../../template/service-values.ts';
import type { FunctionValues } from '../../template/values.ts';
import { requestedFunctions, requestedSchedules } from '../build-functions.ts';
import type { ConfigPlace, ReportProblem } from '../problem.ts';
import { FILES, type Sections, stageFile } from '../sections.ts';
import type { Topology } from '../topology.ts';

/** @see Lambda quotas: all variables of a function together */
const MAX_ENVIRONMENT_BYTES = 4096;
/** @see IAM quotas: all inline policies of a role together, without white space */
const MAX_INLINE_BYTES = 10_240;
/** @see IAM quotas: managed policies of a role, unless it was raised */
const MAX_MANAGED_POLICIES = 10;
const ANY_ACCOUNT = '0'.repeat(12);

/** Variables and roles of functions that take more than AWS allows: measured as AWS measures them. */
export function checkSizes(
  services: readonly ServiceManifest[],
  topology: Topology,
  sections: Sections,
  report: ReportProblem,
): void {
  const requests = [...requestedFunctions(services, sections), ...requestedSchedules(services, sections)];
  for (const service of services) {
    const { functions, unused, resources } = serviceValues(topology, service);
    for (const [key, values] of Object.entries(functions)) {
      if (unused.functions.some((name) => name === '*' || name === key)) continue;
      const id = `${service.name}-${key}`;
      const request = requests.find((one) => one.id === id);
      const at: ConfigPlace = request === undefined ? placeOf(service, topology) : [request.file, request.path];
      checkFunction({ id, values, managed: countManaged(key, resources) }, topology, (message) =>
        report(...at, message),
      );
    }
  }
}

function placeOf({ trigger }: ServiceManifest, { stage }: Topology): ConfigPlace {
  if (trigger === 'tasks') return [FILES.tasks, ['tasks']];
  return [stageFile(stage), [trigger === 'states' ? 'operator' : 'eden']];
}

interface MeasuredFunction {
  readonly id: string;
  readonly values: FunctionValues;
  /** Managed policies that its role needs beside the inline one. */
  readonly managed: number;
}

function checkFunction(
  { id, values, managed }: MeasuredFunction,
  { region }: Topology,
  report: (message: string) => void,
): void {
  const variables = measureEnvironment(values.environment, region);
  if (variables > MAX_ENVIRONMENT_BYTES) {
    const measured = `take ${variables} bytes as JSON, as Lambda measures them`;
    report(`the variables of ${id} ${measured}, more than ${MAX_ENVIRONMENT_BYTES}`);
  }
  const inline = policyBytes(values, { region, accountId: ANY_ACCOUNT });
  if (inline > MAX_INLINE_BYTES) {
    report(`the policy of the role of ${id} takes ${inline} bytes, more than ${MAX_INLINE_BYTES}`);
  }
  if (managed > MAX_MANAGED_POLICIES) {
    report(`the role of ${id} needs ${managed} managed policies for its lists, more than ${MAX_MANAGED_POLICIES}`);
  }
}

/** @see the refusals of Lambda, "String measured: {…}": names and values as one JSON object, quotes in values escaped */
export function measureEnvironment(environment: FunctionValues['environment'], region: string): number {
  return Buffer.byteLength(JSON.stringify(resolveIntrinsics(environment, { region, accountId: ANY_ACCOUNT })));
}
