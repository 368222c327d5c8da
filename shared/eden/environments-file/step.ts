import { type Refused, refused } from '../problem/attempt.ts';
import { AwsCallError } from '../problem/problem.ts';
import { askAgain } from '../run/ask-again.ts';
import type { CreateRun, Run, UndoRun } from '../run/run.ts';
import { DONE, type Step, type StepResult } from '../run/step.ts';
import { type EditedFile, EMPTY_FILE, type EndpointEntry, readEndpoint, removeEndpoint, setEndpoint } from './file.ts';

/** Adds the endpoint to the Environments JSON, after everything that it points to. */
export const environmentsFileStep: Step = {
  id: 'environmentsFile',
  after: ['service', 'record'],
  apply: applyFile,
  undo: undoFile,
};

type Change = Extract<EditedFile, { status: 'ok' }>['change'];
type Edited = { readonly status: 'edited'; readonly change: Change } | Refused;

async function applyFile(run: CreateRun): Promise<StepResult> {
  const entry = entryOf(run);
  const { host } = run.found;
  run.say(`Updating config file ${urlOf(run)}, environment ${entry.name}: ${entry.key} -> ${host}`);
  await run.journal.intend('environmentsFile', { state: 'intended' });
  const edited = await edit(run, (text) => setEndpoint(text, entry, host));
  if (edited.status === 'refused') return edited;
  if (edited.change === 'entry_added') run.say('Existing environment not found, adding new');
  else run.say('Existing environment found, updating in-place');
  run.say('Successfully updated config file');
  run.journal.note('environmentsFile', { state: 'made' });
  return DONE;
}

function entryOf({ names, profile }: Run): EndpointEntry {
  return {
    name: names.endpoint,
    env: profile.endpointEnvType,
    key: profile.endpointUpdateKey,
  };
}

function urlOf({ profile }: Run): string {
  return `s3://${profile.endpointS3BucketName}/${profile.endpointS3Key}`;
}

/** Reads, edits and writes back under a condition; starts again while others write at the same time. */
async function edit(
  run: Run & Pick<CreateRun, 'waitUntilMs' | 'isStopped'>,
  change: (text: string) => EditedFile,
): Promise<Edited> {
  const at = { bucket: run.profile.endpointS3BucketName, key: run.profile.endpointS3Key };
  const edited = await askAgain(run, async (): Promise<Edited | undefined> => {
    const stored = await run.aws.getObject(at);
    const file = change(stored?.text ?? EMPTY_FILE);
    if (file.status === 'invalid') {
      const message = `Environments JSON ${urlOf(run)} ${file.message}; it was left untouched.`;
      return refused({ code: 'unprocessable', message });
    }
    const done: Edited = { status: 'edited', change: file.change };
    if (file.change === 'unchanged' || file.change === 'absent') return done;
    const { etag, ...kept } = stored ?? { etag: undefined, contentType: 'application/json' };
    const written = await run.aws.putObject(at, { ...kept, text: file.text }, etag);
    return written === 'written' ? done : undefined;
  });
  const message = `Environments JSON ${urlOf(run)} was changed by others at every attempt; try again.`;
  return edited ?? refused({ code: 'aws', message });
}

/** The item names the entry and the endpoint to go back to: another host than its own is neither written nor taken away. */
async function undoFile(run: UndoRun): Promise<StepResult> {
  const isTouched = run.isAdopted || run.journal.entry('environmentsFile') !== undefined;
  const { host } = run;
  if (host === undefined || !isTouched) return DONE;
  const entry = entryOf(run);
  const good = run.good?.endpoint;
  if (isOther(good, host)) {
    run.say(`Environment ${entry.name} had ${entry.key} ${good} before, not its own host ${host}: its entry stays`);
    run.journal.note('environmentsFile', { state: 'undone' });
    return DONE;
  }
  run.say(
    good === undefined
      ? `Updating config file ${urlOf(run)}, delete environment ${entry.name}: ${entry.key} -> ${run.host}`
      : `Updating config file ${urlOf(run)}, environment ${entry.name}: ${entry.key} -> ${good}`,
  );
  await run.journal.intend('environmentsFile', { state: 'undoing' });
  const edited = await editIfThere(run, (text) => {
    if (isOther(readEndpoint(text, entry), host)) return { status: 'ok', text, change: 'absent' };
    return good === undefined ? removeEndpoint(text, entry) : setEndpoint(text, entry, good);
  });
  if (edited.status === 'refused') return edited;
  if (edited.change === 'entry_removed') {
    run.say(`Existing environment found, and the only optional key is ${entry.key}, deleting environment`);
  } else if (edited.change === 'absent') run.say('Existing environment not found, skipping deletion');
  else run.say('Existing environment found, updating in-place');
  run.say('Successfully updated config file');
  run.journal.note('environmentsFile', { state: 'undone' });
  return DONE;
}

/** A bucket that was deleted holds no entry that could be taken away. */
async function editIfThere(run: UndoRun, change: (text: string) => EditedFile): Promise<Edited> {
  try {
    return await edit(run, change);
  } catch (error) {
    if (error instanceof AwsCallError && error.code === 'NoSuchBucket') return { status: 'edited', change: 'absent' };
    throw error;
  }
}

function isOther(endpoint: string | undefined, host: string): boolean {
  return endpoint !== undefined && endpoint.toLowerCase() !== host.toLowerCase();
}
