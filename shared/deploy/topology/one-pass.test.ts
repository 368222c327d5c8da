import { MANIFESTS } from '../../../services/manifests.ts';
import { parseTopology } from './parse-topology.ts';
import { formatProblems } from './problem.ts';
import { type Edit, edit, FILES } from './testing/config-texts.ts';

function problemsOf(...edits: readonly Edit[]): readonly string[] {
  const parsed = parseTopology(MANIFESTS, edit(...edits), 'dev');
  return parsed.status === 'valid' ? [] : formatProblems(parsed.problems).split('\n');
}

/** Each is one mistake that the schema of its file finds. */
const UNREADABLE: readonly (readonly [name: string, edit: Edit])[] = [
  ['no stage settings', ['stages/dev', FILES['config/stages/dev.yml'] ?? '', 'region: [\n']],
  ['a number as text', ['stages/dev', 'memoryMb: 512', 'memoryMb: lots']],
  ['a number that is neither whole nor within limits', ['stages/dev', 'memoryMb: 512', 'memoryMb: -1.5']],
  ['a number that others follow from', ['stages/dev', 'timeoutSeconds: 120', 'timeoutSeconds: 1']],
  ['a retention', ['stages/dev', 'mode: on-demand', 'mode: on-demand, retentionHours: 3']],
  ['a list for a mapping', ['stages/dev', 'deadLetters: { prefix: failed }', 'deadLetters: [failed]']],
  ['a mistyped key that must be there', ['stages/dev', 'logLevel:', 'loglevel:']],
  ['a mistyped key of a flow', ['forwarders', 'whitelist:', 'whitlist:']],
  ['a flow without its target', ['forwarders', '    target: kinesis:out\n', '']],
  ['a type', ['routes', "['*']", "['a,b']"]],
  ['a stream that is no mapping', ['streams', '{ description: mid }', 'mid']],
  ['a sink without its source', ['sinks', '    source: mid\n', '']],
  ['a tab', ['sinks', '    source: mid\n', '\tsource: mid\n']],
  ['a subscription of no log group', ['subscriptions', '/web/{stage}', '""']],
  ['a project', ['service', 'project: app', 'project: App']],
];

/** Each is one mistake that only a look at several settings finds. */
const CONTRADICTING: readonly (readonly [name: string, edit: Edit])[] = [
  ['a loop', ['forwarders', 'firehose:hose', 'kinesis:in']],
  ['an overlap', ['forwarders', "['app*']", "['app*', app.web]"]],
  ['an unknown stream', ['forwarders', 'source: in', 'source: nowhere']],
  ['an unknown variable', ['sinks', "['*']\n", "['*']\n    environment: { MAX_GRUPS: 5 }\n"]],
  ['a variable out of its limits', ['sinks', "['*']\n", "['*']\n    environment: { MAX_GROUPS: 0 }\n"]],
  ['a name too long', ['forwarders', 'name: apps', `name: ${'a'.repeat(50)}`]],
  [
    'a wrapped type that is no reader’s',
    ['routes', '  - name: all', '  - name: all\n    where: { path: level, in: [] }'],
  ],
  ['a capacity without shards', ['stages/dev', 'mode: on-demand', 'mode: provisioned']],
  ['a start without its time', ['stages/dev', 'TRIM_HORIZON', 'AT_TIMESTAMP']],
  ['a computed variable', ['service', 'environment: {}', 'environment: { STAGE: x }']],
];

it.each(UNREADABLE)('%s is one problem', (_, one) => {
  expect(problemsOf(one)).toHaveLength(1);
});

const pairs = UNREADABLE.flatMap(([first, one]) =>
  CONTRADICTING.filter(([, other]) => other[0] !== one[0]).map(
    ([second, other]) => [first, second, one, other] as const,
  ),
);

it.each(pairs)('%s does not hide %s', (_first, _second, one, other) => {
  const both = problemsOf(one, other);
  expect(both).toEqual([...problemsOf(one), ...problemsOf(other)].sort(byPlace));
});

function byPlace(one: string, other: string): number {
  const [, fileA = '', lineA] = /^(.*?):(\d+): /.exec(one) ?? [];
  const [, fileB = '', lineB] = /^(.*?):(\d+): /.exec(other) ?? [];
  return fileA === fileB ? Number(lineA) - Number(lineB) : fileA < fileB ? -1 : 1;
}

it('finds in one file what is unreadable and what contradicts', () => {
  expect(
    problemsOf(
      ['forwarders', "['app*']", "['app*', app.web]"],
      ['forwarders', '[access]', '[]'],
      ['stages/dev', 'memoryMb: 512', 'memoryMb: 1'],
      ['stages/dev', 'mode: on-demand', 'mode: provisioned'],
    ).map((line) => line.split(': ').slice(0, 2).join(': ')),
  ).toEqual([
    'config/forwarders.yml:4: forwarders[0].whitelist[1]',
    'config/forwarders.yml:8: forwarders[1].whitelist',
    'config/stages/dev.yml:7: streams.default',
    'config/stages/dev.yml:11: functions.default.memoryMb',
  ]);
});
