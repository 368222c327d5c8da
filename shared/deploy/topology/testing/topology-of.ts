import { MANIFESTS } from '../../../../services/manifests.ts';
import { parseTopology } from '../parse-topology.ts';
import { TopologyError } from '../problem.ts';
import type { StreamFunction, Topology } from '../topology.ts';
import { type Edit, edit } from './config-texts.ts';

/**
 * The topology of the small configuration with some texts replaced.
 * @throws {TopologyError} when it is not valid then
 */
export function topologyOf(...edits: readonly Edit[]): Topology {
  const parsed = parseTopology(MANIFESTS, edit(...edits), 'dev');
  if (parsed.status === 'invalid') throw new TopologyError(parsed.problems);
  return parsed.topology;
}

/** One of its functions, by its name in the stage file. */
export function functionOf({ functions }: Topology, id: string): StreamFunction {
  const found = functions.find((fn) => fn.id === id);
  if (found === undefined) throw new Error(`no function ${id}`);
  return found;
}

/** An edit that adds to the stage file. */
export function stageWith(yaml: string): Edit {
  return ['stages/dev', 'alarms:', `${yaml}\nalarms:`];
}

/** An edit that adds a sink, with its variables. */
export function sinkWith(name: string, variables: string): Edit {
  const last = "['*']\n";
  return ['sinks', last, `${last}  ${name}: { source: mid, whitelist: ['*'], environment: { ${variables} } }\n`];
}

/** A text with CloudFormation's own variables in capitals: `ours('kinesis:REGION:ACCOUNT:stream/a')`. */
export function ours(rest: string) {
  const variables = { PARTITION: 'Partition', REGION: 'Region', ACCOUNT: 'AccountId' } as const;
  return {
    'Fn::Sub': `arn:PARTITION:${rest}`.replace(
      /PARTITION|REGION|ACCOUNT/g,
      (name) => `$\{AWS::${variables[name as keyof typeof variables]}}`,
    ),
  };
}
