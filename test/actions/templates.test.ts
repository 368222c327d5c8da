import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const FOLDER = join(__dirname, '../../actions/eden');

function read(file: string): string {
  return readFileSync(join(FOLDER, file), 'utf8');
}

describe('actions/eden/action.yml', () => {
  const { runs, inputs, outputs } = parse(read('action.yml'));
  const [step] = runs.steps;

  it('is a composite action that gives each input to the program, and puts none into a script', () => {
    expect(runs.using).toBe('composite');
    expect(step.run).not.toContain('${{');
    const given = Object.values<string>(step.env).map((value) => /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1]);
    expect(given.toSorted()).toEqual(Object.keys(inputs).sort());
  });

  it('gives the outputs that the program writes', () => {
    const program = read('preview.mjs');
    for (const name of Object.keys(outputs)) expect(program).toMatch(new RegExp(`forge\\.output\\(\\{.*\\b${name}: `));
  });

  it('has its inputs and outputs on the page, with the values that are taken when none is given', () => {
    const [, section = ''] = read('../../docs/eden-api.md').split('## In pull requests');
    const [page = ''] = section.split('\n## ');
    const cells = page.split('\n').flatMap((line) => /^\| (`.*?) \|/.exec(line)?.[1] ?? []);
    const named = cells.flatMap((cell) => [...cell.matchAll(/`([\w-]+)`(?: \(`([\w-]+)`\))?/g)]);
    const wanted = Object.entries<{ default?: string }>(inputs).map(([name, { default: value = '' }]) => [
      name,
      /^[\w-]+$/.test(value) ? value : undefined,
    ]);
    expect(named.map(([, name, value]) => [name, value])).toEqual(wanted);
    for (const name of Object.keys(outputs)) expect(page).toMatch(new RegExp(`Outputs: .*\`${name}\``));
  });

  it('has variables that the program reads', () => {
    const sources =
      ['preview.mjs', 'github.mjs', 'gitlab.mjs'].map(read).join('') + read('../../services/eden-api/recipes/eden.sh');
    expect(Object.keys(step.env).filter((name) => !sources.includes(name))).toEqual([]);
  });
});

it('the GitHub workflow: one run a pull request, GitHub cancels the older one, with no right more than the program needs', () => {
  const workflow = parse(read('workflow.yml'));
  expect(Object.keys(workflow.permissions).toSorted()).toEqual(['actions', 'contents', 'deployments', 'pull-requests']);
  expect(workflow).toMatchObject({
    on: { pull_request: { types: ['opened', 'reopened', 'synchronize', 'closed'] } },
    concurrency: { group: expect.stringContaining('pull_request.number'), 'cancel-in-progress': true },
    permissions: { actions: 'read', contents: 'read', deployments: 'write', 'pull-requests': 'write' },
  });
});

it('the GitLab jobs: one at a time, older ones interrupted, a URL from the report, stopped with the environment', () => {
  const jobs = parse(read('gitlab.yml'));
  // It would stop what the label keeps.
  expect(jobs.preview.environment).not.toHaveProperty('auto_stop_in');
  expect(jobs).toMatchObject({
    workflow: { auto_cancel: { on_new_commit: 'interruptible' } },
    '.eden': { resource_group: expect.stringContaining('CI_MERGE_REQUEST_IID') },
    preview: {
      interruptible: true,
      artifacts: { reports: { dotenv: 'preview.env' } },
      environment: { url: '$PREVIEW_URL', on_stop: 'preview-stop' },
    },
    'preview-stop': { interruptible: false, variables: { EDEN_COMMAND: 'delete' }, environment: { action: 'stop' } },
  });
});
