import type { Explanation } from '../../cli/baikonur/explain/explanation.ts';
import { runCommand } from '../../cli/baikonur/testing/run-command.ts';
import { readText, sectionOf, tableNames } from './project.ts';

/** The page of a command, and how the command is called. */
const PAGES: readonly (readonly [page: string, command: readonly string[]])[] = [
  ['explain', ['explain']],
  ['send', ['send']],
  ['tail', ['tail']],
  ['status', ['status']],
  ['watch', ['watch']],
  ['letters', ['letters']],
  ['find', ['find']],
  ['es', ['es', 'install-template']],
  ['teardown', ['teardown']],
  ['plan', ['plan']],
  ['audit', ['audit']],
  ['redrive', ['redrive']],
  ['replay', ['replay']],
];

/** The compiler asks for each field of the JSON. */
const FIELDS: Readonly<Record<keyof Explanation, true>> = {
  identity: true,
  outcome: true,
  reason: true,
  error: true,
  logType: true,
  logId: true,
  timeMs: true,
  timeRules: true,
  routes: true,
  aggregatedBy: true,
  fanOutBy: true,
  s3Key: true,
  athena: true,
  esIndex: true,
  esId: true,
  esTarget: true,
  esService: true,
  esError: true,
  fluentTag: true,
  partitionKey: true,
  sinks: true,
  refusals: true,
  cloudwatch: true,
  line: true,
};

it.each(PAGES)('docs/cli/%s.md names the options of the command, and no others', async (page, command) => {
  const { out } = await runCommand([...command, '--help']);
  const options = [...out.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, name]) => name);
  const named = [...readText(`docs/cli/${page}.md`).matchAll(/^\| `(--[\w-]+)/gm)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(2);
  expect([...named].sort()).toEqual(options.filter((name) => name !== '--help').sort());
});

it('docs/cli/explain.md names the fields of the JSON, and no others', () => {
  const named = tableNames(sectionOf(readText('docs/cli/explain.md'), 'Output'));
  expect([...named].sort()).toEqual(Object.keys(FIELDS).sort());
});
