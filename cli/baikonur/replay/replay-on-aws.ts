import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import type { ArchiveFile } from '../../../shared/put-back/archive-file.ts';
import type { RunSums } from '../../../shared/put-back/put-back-all.ts';
import { makeUnits } from '../on-aws/make-units.ts';
import { checkOnAws, runOnAws } from '../on-aws/run-on-aws.ts';
import type { OperatedStage } from '../operator/operate.ts';
import { type Shell, UsageError } from '../shell.ts';
import type { ReplayOptions, ReplaySelection } from './options.ts';

const DAY_MS = 86_400_000;

/** The archive's files of a run, and the function that they go into. */
interface RemoteReplay {
  readonly run: string;
  readonly files: AsyncIterable<ArchiveFile>;
  /** Name on AWS. */
  readonly destination: string;
}

/**
 * Refuses what a unit of work does not know: it sends whole objects into a function.
 * @throws {UsageError}
 */
export function checkReplayOnAws(
  topology: Topology,
  { edit, rate, limit, resume }: ReplayOptions,
  { where, to, from, until }: ReplaySelection,
): void {
  const given = { '--edit': edit, '--where': where[0], '--rate': rate, '--limit': limit, '--resume': resume };
  const others = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  checkOnAws(topology, to.startsWith('kinesis:') ? [...others, `--to ${to}`] : others);
  if ([from, until].every((time) => Date.parse(time) % DAY_MS === 0)) return;
  throw new UsageError([`--on-aws: expected --since and --until to be whole days (UTC), got ${from} and ${until}`]);
}

/** Replays files by the state machine. */
export async function replayOnAws(
  { run, files, destination }: RemoteReplay,
  operated: OperatedStage,
  shell: Shell,
): Promise<RunSums> {
  const all: ArchiveFile[] = [];
  for await (const file of files) all.push(file);
  const units = makeUnits(all, ({ bytes }) => bytes);
  return runOnAws({ run, work: { kind: 'replay', destination }, units }, operated, shell);
}
