import type { ResourceRecordSet } from '../aws/types.ts';
import { StepRefused } from '../problem/problem.ts';
import { patiently } from '../run/ask-again.ts';
import type { CreateRun, Run, UndoRun } from '../run/run.ts';
import type { Step } from '../run/step.ts';
import { addressRecords, aliasRecord, changesTowards } from './changes.ts';

/** Points the host at the common ALB; undone by putting back what the good state had there. */
export const recordStep: Step = { id: 'record', after: ['rule'], apply: applyRecord, undo: undoRecord };

async function applyRecord(run: CreateRun): Promise<void> {
  const { found, profile } = run;
  const wanted = [aliasRecord(found.host, found.alb)];
  run.say(`Checking if record ${found.host}. exists in zone ${profile.dynamicZoneId}`);
  await run.journal.intend('record', { state: 'intended' });
  const changed = await converge(run, found.host, { present: found.existing.records, wanted });
  run.journal.note('record', { state: 'made' });
  if (changed) run.say(`Successfully created ALIAS: ${found.host} -> ${found.alb.dnsName}`);
  else run.say(`Record ${found.host}. already leads to ${found.alb.dnsName}, skipping creation`);
}

/** Sends the batch; when the name was changed meanwhile, reads it again. Says whether anything had to change. */
async function converge(
  run: Run & { readonly waitUntilMs: number },
  host: string,
  records: { readonly present: readonly ResourceRecordSet[]; readonly wanted: readonly ResourceRecordSet[] },
): Promise<boolean> {
  const zone = run.profile.dynamicZoneId;
  let present = addressRecords(records.present);
  const answer = await patiently(run, async () => {
    const changes = [...changesTowards(present, records.wanted)];
    if (changes.length === 0) return 'same';
    if ((await run.aws.changeRecords(zone, changes)) === 'changed') return 'changed';
    present = addressRecords(await run.aws.listRecords(zone, host));
    return undefined;
  });
  if (answer !== undefined) return answer === 'changed';
  throw new StepRefused([
    { code: 'aws', message: `Record ${host}. in zone ${zone} keeps changing under eden's hands.` },
  ]);
}

async function undoRecord(run: UndoRun): Promise<void> {
  const { host } = run;
  const isTouched = run.isAdopted || run.journal.entry('record') !== undefined;
  if (host === undefined || !isTouched) return;
  const zone = run.profile.dynamicZoneId;
  const wanted = run.good?.records ?? [];
  run.say(`Checking if record ${host}. exists in zone ${zone}`);
  const present = addressRecords(run.existing.records);
  if (changesTowards(present, wanted).length === 0) {
    if (present.length === 0) run.say(`Record ${host}. does not exist, skipping deletion`);
    run.journal.note('record', { state: 'undone' });
    return;
  }
  run.say(`Found existing record ${host}. in zone ${zone}`);
  await run.journal.intend('record', { state: 'undoing' });
  await converge(run, host, { present, wanted });
  run.journal.note('record', { state: 'undone' });
  const type = present.some(({ Type }) => Type === 'CNAME') ? 'CNAME' : 'ALIAS';
  run.say(wanted.length === 0 ? `Successfully removed ${type} record ${host}` : `Put back the former record ${host}`);
}
