import { MANIFESTS } from '../../../services/manifests.ts';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { errorText } from '../../../shared/errors/error-text.ts';
import { missingSetUp } from '../../program/aws-set-up.ts';
import { connectStage } from '../connect.ts';
import { type Consent, noteLoneYes, requireAnswer } from '../operator/consent.ts';
import { createProgress } from '../output/progress.ts';
import { CommandError, type ExitCode, type Shell } from '../shell.ts';
import { loadStage } from '../stage.ts';
import { describePlan, planTeardown, removeAll } from './tear-down.ts';
import { createTeardownCalls, type TeardownCalls } from './teardown-calls.ts';

/** Options of `baikonur teardown`. */
export interface TeardownOptions extends Consent {
  readonly stage: string;
}

/**
 * Runs `baikonur teardown`.
 * @throws {CommandError} while a stack of the stage is there, or in the words of AWS.
 */
export async function runTeardown(
  options: TeardownOptions,
  shell: Shell,
  connect: (env: Shell['env']) => TeardownCalls = createTeardownCalls,
): Promise<ExitCode> {
  noteLoneYes(options, shell);
  const topology = loadStage(options.stage);
  const env = await connectStage(topology, shell.env);
  // Names of roles and buckets are the same in every Region: another one would show no stack beside them.
  const calls = connect({ ...env, AWS_REGION: topology.region });
  try {
    await refuseOtherAccount(topology, calls);
    const services = MANIFESTS.map(({ name }) => name);
    const plan = await planTeardown({ topology, services }, calls);
    if (plan.status === 'deployed') {
      throw new CommandError(
        `still deployed: ${plan.stacks.join(', ')}. First: npx --no sls remove --stage ${options.stage}`,
      );
    }
    for (const line of describePlan(plan.left, topology)) shell.stdout.write(`${line}\n`);
    if (plan.left.length === 0) return 0;
    if (!options.run) {
      shell.stdout.write('Nothing was changed. With --run all of it is removed for good.\n');
      return 0;
    }
    if (!options.yes) await confirm(topology.names.dashboard, shell);
    return await remove(plan.left, calls, shell);
  } catch (error) {
    if (error instanceof CommandError || missingSetUp(error) !== undefined) throw error;
    throw new CommandError(errorText(error));
  } finally {
    calls.close();
  }
}

/** Names are the same in every account. */
async function refuseOtherAccount({ stage, settings }: Topology, calls: TeardownCalls): Promise<void> {
  const { accountId: expected } = settings;
  if (expected === undefined) return;
  const actual = await calls.accountId();
  if (actual === expected) return;
  throw new CommandError(
    `config/stages/${stage}.yml says accountId "${expected}", but the credentials are those of account ${actual}. Nothing was changed`,
  );
}

async function remove(left: Parameters<typeof removeAll>[0], calls: TeardownCalls, shell: Shell): Promise<ExitCode> {
  const progress = createProgress(shell);
  const removed = await removeAll(left, calls, {
    tell: (line) => {
      progress.clear();
      shell.stdout.write(`${line}\n`);
    },
    show: (text) => progress.show(text),
    signal: shell.untilInterrupted(),
  });
  if (removed === left.length) return 0;
  shell.stderr.write(`interrupted: ${left.length - removed} are left; the same command goes on\n`);
  return 1;
}

/** Asks for the name of the stage's resources, so that no wrong stage goes. */
function confirm(name: string, shell: Shell): Promise<void> {
  const question = { text: `Type ${name} to remove all of it for good`, otherwise: 'nothing was changed' };
  return requireAnswer(name, question, shell);
}
