import { StepRefused } from '../problem/problem.ts';
import { patiently } from '../run/ask-again.ts';
import type { CreateRun, Run, UndoRun } from '../run/run.ts';
import type { Step } from '../run/step.ts';
import { type EditedFile, type EndpointEntry, emptyEnvironmentsFile, removeEndpoint, setEndpoint } from './file.ts';

/** Tells the world: adds the endpoint to the Environments JSON, after everything it leads to. */
export const environmentsFileStep: Step = {
  id: 'environmentsFile',
  after: ['service', 'record'],
  apply: applyFile,
  undo: undoFile,
};

type Change = Extract<EditedFile, { status: 'ok' }>['change'];

function entryOf({ names, profile }: Run): EndpointEntry {
  return {
    name: names.endpoint,
    env: profile.endpointEnvType,
    key: profile.endpointUpdateKey,
  };
}

function placeOf({ profile }: Run): string {
  return `s3://${profile.endpointS3BucketName}/${profile.endpointS3Key}`;
}

async function applyFile(run: CreateRun): Promise<void> {
  const entry = entryOf(run);
  const { host } = run.found;
  run.say(`Updating config file ${placeOf(run)}, environment ${entry.name}: ${entry.key} -> ${host}`);
  await run.journal.intend('environmentsFile', { state: 'intended' });
  const change = await edit(run, (text) => setEndpoint(text, entry, host));
  if (change === 'entry_added') run.say('Existing environment not found, adding new');
  else run.say('Existing environment found, updating in-place');
  run.say('Successfully updated config file');
  run.journal.note('environmentsFile', { state: 'made' });
}

/** Reads, edits and writes back under a condition, again and again while others write at the same time. */
async function edit(
  run: Run & { readonly waitUntilMs: number },
  change: (text: string) => EditedFile,
): Promise<Change> {
  const at = { bucket: run.profile.endpointS3BucketName, key: run.profile.endpointS3Key };
  const done = await patiently(run, async () => {
    const stored = await run.aws.getObject(at);
    const edited = change(stored?.text ?? emptyEnvironmentsFile);
    if (edited.status === 'invalid') {
      throw new StepRefused([
        {
          code: 'unprocessable',
          message: `Environments JSON ${placeOf(run)} ${edited.message}; it was left untouched.`,
        },
      ]);
    }
    if (edited.change === 'unchanged' || edited.change === 'absent') return edited.change;
    const { etag, ...kept } = stored ?? { etag: undefined, contentType: 'application/json' };
    const written = await run.aws.putObject(at, { ...kept, text: edited.text }, etag);
    return written === 'written' ? edited.change : undefined;
  });
  if (done !== undefined) return done;
  throw new StepRefused([
    { code: 'aws', message: `Environments JSON ${placeOf(run)} was changed by others at every attempt; try again.` },
  ]);
}

async function undoFile(run: UndoRun): Promise<void> {
  const isTouched = run.isAdopted || run.journal.entry('environmentsFile') !== undefined;
  if (run.host === undefined || !isTouched) return;
  const entry = entryOf(run);
  const good = run.good?.endpoint;
  run.say(
    good === undefined
      ? `Updating config file ${placeOf(run)}, delete environment ${entry.name}: ${entry.key} -> ${run.host}`
      : `Updating config file ${placeOf(run)}, environment ${entry.name}: ${entry.key} -> ${good}`,
  );
  await run.journal.intend('environmentsFile', { state: 'undoing' });
  const change = await edit(run, (text) =>
    good === undefined ? removeEndpoint(text, entry) : setEndpoint(text, entry, good),
  );
  if (change === 'entry_removed') {
    run.say(`Existing environment found, and the only optional key is ${entry.key}, deleting environment`);
  } else if (change === 'absent') run.say('Existing environment not found, skipping deletion');
  else run.say('Existing environment found, updating in-place');
  run.say('Successfully updated config file');
  run.journal.note('environmentsFile', { state: 'undone' });
}
