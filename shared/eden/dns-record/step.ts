import { isForOne, rulesForHost } from '../aws/rule-scope.ts';
import type { ResourceRecordSet, Rule } from '../aws/types.ts';
import { type Refused, refused } from '../problem/attempt.ts';
import { askAgain } from '../run/ask-again.ts';
import { isOurs, ownedByOther } from '../run/ownership.ts';
import type { CreateRun, Existing, Run, UndoRun } from '../run/run.ts';
import { DONE, type Step, type StepResult } from '../run/step.ts';
import { addressRecords, aliasRecord, changesTowards, isAliasOnly, leadsTo } from './changes.ts';

/** Points the host to the common ALB; undone by putting back the records of the good state. */
export const recordStep: Step = { id: 'record', after: ['rule'], apply: applyRecord, undo: undoRecord };

type Converged = { readonly status: 'changed' | 'unchanged' } | Refused;

type Records = readonly ResourceRecordSet[];

/** Records to change. `judge`: why those that someone else has changed meanwhile are not to be changed again. */
interface Changing {
  readonly present: Records;
  readonly wanted: Records;
  readonly judge?: (present: Records) => Promise<Refused | undefined>;
}

async function applyRecord(run: CreateRun): Promise<StepResult> {
  const { found, profile } = run;
  const wanted = [aliasRecord(found.host, found.alb)];
  run.say(`Checking if record ${found.host}. exists in zone ${profile.dynamicZoneId}`);
  await run.journal.intend('record', { state: 'intended' });
  const present = addressRecords(found.existing.records);
  // Where the record is there before both of two creates, it does not decide between them: their rules do.
  const isUndecided = present.length > 0 && found.existing.rules.length === 0;
  const taken = isUndecided ? await takenByOther(run, present) : undefined;
  if (taken !== undefined) return taken;
  const judge = (now: Records) => takenByOther(run, now);
  const converged = await converge(run, found.host, { present, wanted, judge });
  if (converged.status === 'refused') return converged;
  run.journal.note('record', { state: 'made' });
  if (converged.status === 'changed') run.say(`Successfully created ALIAS: ${found.host} -> ${found.alb.dnsName}`);
  else run.say(`Record ${found.host}. already leads to ${found.alb.dnsName}, skipping creation`);
  return DONE;
}

/**
 * The problem of a host that another environment has taken since preflight: two profiles give one host, and their creates run at
 * the same moment. Each makes its rule before its record, and Route 53 lets one of them make the record: the other one finds
 * the rule.
 */
async function takenByOther(run: CreateRun, present: Records): Promise<Refused | undefined> {
  const { found, made } = run;
  const rules = rulesForHost(await run.aws.describeRules(found.listenerArn), found.host);
  const arns = rules.flatMap(({ RuleArn }) => RuleArn ?? []);
  const tags = arns.length === 0 ? {} : await run.aws.describeElbTags(arns);
  const arn = otherRule(run, { rules, tags }, made.targetGroupArn)?.RuleArn;
  if (arn !== undefined) return refused(ownedByOther(`Listener rule ${arn} for host ${found.host}`, tags[arn]));
  const isNew = addressRecords(found.existing.records).length === 0;
  if (!isNew || present.length === 0 || isAliasOnly(present, found.alb)) return undefined;
  return refused(ownedByOther(`Record ${found.host}.`, undefined));
}

/** Changes the records at the host to the wanted ones; reads them again when someone changed them meanwhile. */
async function converge(
  run: Run & Pick<CreateRun, 'waitUntilMs' | 'isStopped'>,
  host: string,
  records: Changing,
): Promise<Converged> {
  const zone = run.profile.dynamicZoneId;
  let present = records.present;
  const converged = await askAgain(run, async (): Promise<Converged | undefined> => {
    const changes = [...changesTowards(present, records.wanted)];
    if (changes.length === 0) return { status: 'unchanged' };
    if ((await run.aws.changeRecords(zone, changes)) === 'changed') return { status: 'changed' };
    present = addressRecords(await run.aws.listRecords(zone, host));
    return await records.judge?.(present);
  });
  const message = `Record ${host}. in zone ${zone} was changed by someone else during the run.`;
  return converged ?? refused({ code: 'aws', message });
}

async function undoRecord(run: UndoRun): Promise<StepResult> {
  const { host } = run;
  const isTouched = run.isAdopted || run.journal.entry('record') !== undefined;
  if (host === undefined || !isTouched) return DONE;
  const other = otherRule(run, run.existing, run.existing.targetGroup?.TargetGroupArn);
  if (run.good === undefined && other !== undefined) {
    run.say(`Record ${host}. stays: listener rule ${other.RuleArn} of someone else is for this host`);
    run.journal.note('record', { state: 'undone' });
    return DONE;
  }
  const zone = run.profile.dynamicZoneId;
  const isOwn = (record: ResourceRecordSet): boolean => run.alb !== undefined && leadsTo(record, host, run.alb);
  const wanted = (run.good?.records ?? []).filter(isOwn);
  run.say(`Checking if record ${host}. exists in zone ${zone}`);
  const present = addressRecords(run.existing.records);
  if (changesTowards(present, wanted).length === 0) {
    if (present.length === 0) run.say(`Record ${host}. does not exist, skipping deletion`);
    run.journal.note('record', { state: 'undone' });
    return DONE;
  }
  run.say(`Found existing record ${host}. in zone ${zone}`);
  if (!present.every(isOwn)) {
    run.say(`Record ${host}. does not lead to ALB ${run.profile.masterAlbArn}, skipping deletion`);
    run.journal.note('record', { state: 'undone' });
    return DONE;
  }
  await run.journal.intend('record', { state: 'undoing' });
  const converged = await converge(run, host, { present, wanted });
  if (converged.status === 'refused') return converged;
  run.journal.note('record', { state: 'undone' });
  const type = present.some(({ Type }) => Type === 'CNAME') ? 'CNAME' : 'ALIAS';
  run.say(wanted.length === 0 ? `Successfully removed ${type} record ${host}` : `Put back the former record ${host}`);
  return DONE;
}

/**
 * A rule for the host that is not this environment's: two creates of one host at the same moment (profiles with one
 * `domain_name_prefix`), or an older eden's environments whose hosts differ in case alone (`FOO` and `foo`).
 */
function otherRule(
  run: Run,
  { rules, tags }: Pick<Existing, 'rules' | 'tags'>,
  targetGroupArn: string | undefined,
): Rule | undefined {
  return rules.find((rule) => {
    const own = tags[rule.RuleArn ?? ''];
    return !isOurs(run, own) || (own?.['eden:owner'] === undefined && !isForOne(rule, targetGroupArn));
  });
}
