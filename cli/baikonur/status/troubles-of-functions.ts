import type { StreamFunction, Topology } from '../../../shared/deploy/topology/topology.ts';
import type { DeployedFunction, DeployedMapping } from '../aws/describe-function.ts';
import { countText, durationText } from '../operator/quantity.ts';
import type { Facts } from './facts.ts';
import { isOfStream } from './held-shards.ts';
import type { Trouble } from './stage-status.ts';

/** Variables that Lambda, the framework or the local AWS set beside those of `config/`. */
const NOT_OURS = /^(AWS_|_|NODE_|LAMBDA_|BAIKONUR_|IS_LOCAL$|POWERTOOLS_|TZ$)/;
const MINUTE_MS = 60_000;

/** Mappings that do not read, variables that differ, errors and lag of each function. */
export function troublesOfFunctions(
  topology: Topology,
  { functions, figures }: Facts,
  expected: (fn: StreamFunction) => Readonly<Record<string, string>>,
): readonly Trouble[] {
  if (functions === undefined) return [];
  return topology.functions.flatMap((fn) => {
    const deployed = functions.get(fn.name);
    if (deployed === undefined) return [missing(topology, fn)];
    return [
      ...mappingTroubles(topology, fn, deployed),
      ...variableTroubles(topology, fn, { expected: expected(fn), deployed }),
      ...figureTroubles(topology, fn, figures?.get(fn.name) ?? {}),
    ];
  });
}

/** The mapping of a function on its stream. */
export function mappingOf({ source }: StreamFunction, deployed: DeployedFunction | undefined) {
  return deployed?.mappings.find(({ streamArn }) => isOfStream(streamArn, source.name));
}

/** Whether a mapping reads its stream, now or in a moment. */
export function isReading(mapping: DeployedMapping | undefined): boolean {
  return mapping !== undefined && /^(Enabl|Creat|Updat)/.test(mapping.state);
}

function missing({ stage }: Topology, fn: StreamFunction): Trouble {
  return {
    kind: 'function-missing',
    subject: fn.id,
    sentence: `function ${fn.name} does not exist`,
    next: `npx --no sls deploy --stage ${stage} (docs/deploy.md)`,
  };
}

function mappingTroubles({ settings }: Topology, fn: StreamFunction, deployed: DeployedFunction): readonly Trouble[] {
  const mapping = mappingOf(fn, deployed);
  const next = 'docs/runbooks/mapping-stopped.md';
  const trouble = (kind: string, sentence: string): Trouble => ({ kind, subject: fn.id, sentence, next });
  if (mapping === undefined) return [trouble('mapping-missing', `no mapping reads stream ${fn.source.key} for it`)];
  const words = [mapping.reason, mapping.lastResult].filter((text) => text !== '').join('; ');
  // A stage whose functions are deployed switched off.
  if (settings.pollStreams && !isReading(mapping)) {
    return [trouble('mapping-disabled', `the mapping on stream ${fn.source.key} is ${mapping.state}: ${words}`)];
  }
  if (/^PROBLEM/i.test(mapping.lastResult)) {
    return [trouble('mapping-problem', `the mapping on stream ${fn.source.key} cannot read or invoke: ${words}`)];
  }
  return [];
}

/** Names only: a value may be a secret. */
function variableTroubles(
  { stage }: Topology,
  fn: StreamFunction,
  { expected, deployed }: { readonly expected: Readonly<Record<string, string>>; readonly deployed: DeployedFunction },
): readonly Trouble[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(deployed.variables)]);
  const differing = [...names].filter(
    (name) => expected[name] !== deployed.variables[name] && !(NOT_OURS.test(name) && expected[name] === undefined),
  );
  if (differing.length === 0) return [];
  return [
    {
      kind: 'variables-differ',
      subject: fn.id,
      sentence: `${differing.sort().join(', ')} differ${differing.length === 1 ? 's' : ''} from config/: not deployed yet, or changed by hand`,
      next: `npx --no sls deploy --stage ${stage} (docs/deploy.md)`,
    },
  ];
}

function figureTroubles(
  { settings }: Topology,
  fn: StreamFunction,
  { errors = 0, throttles = 0, lagMs = 0 }: { errors?: number; throttles?: number; lagMs?: number },
): readonly Trouble[] {
  const trouble = (kind: string, sentence: string, next: string): Trouble => ({ kind, subject: fn.id, sentence, next });
  return [
    ...(errors > 0
      ? [trouble('errors', `${countText(errors, 'invocation')} failed in 15 minutes`, 'docs/runbooks/errors.md')]
      : []),
    ...(throttles > 0
      ? [trouble('throttles', `throttled ${countText(throttles, 'time')} in 15 minutes`, 'docs/runbooks/throttles.md')]
      : []),
    ...(lagMs > settings.alarms.iteratorAgeMinutes * MINUTE_MS
      ? [trouble('behind', `${durationText(lagMs)} behind its stream`, 'docs/runbooks/iterator-age.md')]
      : []),
  ];
}
