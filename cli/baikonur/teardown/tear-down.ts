import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { countText } from '../operator/quantity.ts';
import { loadPrices } from '../plan/prices.ts';
import { findBucket, listSurvivors, type Survivor } from './survivors.ts';
import type { Found, TeardownCalls } from './teardown-calls.ts';

/** A resource that is there. */
type Left = Survivor & Found;

/** The result of looking for what is left of a stage. */
export type Plan =
  | { readonly status: 'deployed'; readonly stacks: readonly string[] }
  | { readonly status: 'ready'; readonly left: readonly Left[] };

/**
 * Looks for what is left of a stage. Nothing is changed.
 * @param services names of all services
 */
export async function planTeardown(
  { topology, services }: { readonly topology: Topology; readonly services: readonly string[] },
  calls: TeardownCalls,
): Promise<Plan> {
  const stacks: string[] = [];
  for (const service of services) {
    const stack = topology.names.stack(service);
    if (await calls.stackExists(stack)) stacks.push(stack);
  }
  if (stacks.length > 0) return { status: 'deployed', stacks };
  const existing = await calls.listBuckets();
  const left: Left[] = [];
  for (const survivor of listSurvivors(topology)) {
    const name = survivor.kind === 'bucket' ? findBucket(survivor.name, existing) : survivor.name;
    const named = name === undefined ? undefined : { ...survivor, name };
    const found = named && (await calls.look(named));
    if (named !== undefined && found !== undefined) left.push({ ...named, ...found });
  }
  return { status: 'ready', left };
}

/** Lines of a plan; what it costs comes last. */
export function describePlan(left: readonly Left[], { stage, region }: Topology): readonly string[] {
  if (left.length === 0) return [`Nothing is left of stage ${stage} in ${region}.`];
  const widest = Math.max(...left.map(({ name }) => name.length));
  return [
    `Left of stage ${stage} in ${region}:`,
    ...left.map(({ kind, name, contents }) => `  ${kind.padEnd(15)}  ${name.padEnd(widest)}  ${contents}`.trimEnd()),
    ...costLines(left, region),
  ];
}

/** A price that is not known is said, and not guessed. */
function costLines(left: readonly Left[], region: string): readonly string[] {
  const streams = left.filter(({ kind }) => kind === 'stream');
  if (streams.length === 0) return [];
  const dollars = streams.reduce((sum, { dollarsAMonth = 0 }) => sum + dollarsAMonth, 0);
  const isKnown = streams.every(({ dollarsAMonth }) => dollarsAMonth !== undefined);
  if (!isKnown) return [`The streams cost money as they are: cli/baikonur/plan/prices.json has no price of ${region}.`];
  const { asOf } = loadPrices(region);
  return [`The streams cost about $${dollars.toFixed(2)} a month as they are (${region}, ${asOf}).`];
}

/** Where the work is printed. */
interface Telling {
  readonly tell: (line: string) => void;
  readonly show: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Removes what is left, one after the other. A run that was interrupted, or that AWS refused, is repeated: what is gone is
 * not there any more.
 * @returns how many were removed before the signal
 */
export async function removeAll(
  left: readonly Left[],
  calls: TeardownCalls,
  { tell, show, signal }: Telling,
): Promise<number> {
  let removed = 0;
  for (const survivor of left) {
    if (signal.aborted) return removed;
    const { kind, name } = survivor;
    try {
      await calls.remove(survivor, (count) => show(`${kind} ${name}: ${countText(count, 'object')} deleted`), signal);
    } catch (error) {
      if (signal.aborted) return removed;
      throw error;
    }
    removed += 1;
    tell(`removed ${kind} ${name}`);
  }
  return removed;
}
