import { MANIFESTS } from '../../services/manifests.ts';
import { serviceValues } from '../../shared/deploy/template/service-values.ts';
import { parseTopology } from '../../shared/deploy/topology/parse-topology.ts';
import { FILES } from '../../shared/deploy/topology/testing/config-texts.ts';
import { createDecoder } from '../../shared/log/decode/decode-records.ts';
import { ALL_PARTS } from '../../shared/log/decode/decoder-parts.ts';
import { REJECT_CODES } from '../../shared/log/reject.ts';
import { createValidator } from '../../shared/log/schema.ts';
import { createTimeParser } from '../../shared/log/timestamp/parse-time.ts';
import { MUTATIONS } from '../oracle/mutations.ts';
import { filesEndingIn, readText, sectionOf, tableNames } from './project.ts';

const reasons = sectionOf(readText('docs/schema.md'), 'Reasons');

/** Result of the pipeline for a record, with the default settings. */
function reject(text: string) {
  const fields = { logType: 'log_type', logId: 'log_id', time: 'time' };
  const limits = { maxDecompressedBytes: 1e6, maxBatchDecompressedBytes: 1e6 };
  const decode = createDecoder({ parts: ALL_PARTS, recordFormat: 'json', fields, cloudwatchWrap: [], ...limits });
  const parseTime = createTimeParser({ formats: ['dateutil', 'epoch', 'clf'], zone: 'UTC' });
  const validate = createValidator({ fields, optionalFields: [], unknownType: 'unknown', parseTime });
  const place = { streamName: 's', shardId: 's', sequenceNumber: '1', partitionKey: '', arrivedAtMs: 0 };
  const { entries } = decode([{ ...place, data: Buffer.from(text).toString('base64') }]);
  const [validated] = entries.map(validate);
  return validated?.status === 'rejected' ? validated.reject : undefined;
}

describe('reason codes', () => {
  it('are in docs/schema.md, each once, and no others', () => {
    expect([...tableNames(reasons)].sort()).toEqual([...REJECT_CODES].sort());
  });

  const examples = [...reasons.matchAll(/^\| `(\w+)` +\| `([^`]+)` +\| (.+?) +\|$/gm)];

  it.each(examples.map(([, code = '', text = '', sentence = '']) => [code, text, sentence]))(
    '%s: the example is one, and the sentence is what the pipeline says',
    (code, text, sentence) => {
      const found = reject(text ?? '');
      expect(found?.code).toBe(code);
      expect(found?.error.startsWith((sentence ?? '').replace(/ …$/, ''))).toBe(true);
    },
  );

  it('have examples that were found in the page', () => expect(examples).toHaveLength(5));
});

const SEARCH = `  es-sink:
    source: mid
    whitelist: ['*']
    environment: { ES_HOST: 'search-logs-abcdefghijklmnopqrstuvwxyz.eu-west-1.es.amazonaws.com' }
cleaner: {}
`;

const FLUENT = `  fluent-sink:
    source: mid
    whitelist: ['*']
    environment: { LOG_FLUENT_SINK_ENDPOINT: fluent.example.com, LOG_FLUENT_TAG: logs }
`;

const EDEN = "eden: { keys: { ci: { profiles: ['*'] } }, allow: {} }\n";

const TASKS =
  'tasks: [{ name: report, scheduleExpression: rate(1 day), taskDefinitionArn: report, subnetIds: [subnet-01234567] }]\n';

function alarmNames(): readonly string[] {
  const more = { 'config/sinks.yml': FLUENT + SEARCH, 'config/stages/dev.yml': EDEN };
  const texts = Object.entries(more).map(([file, text]) => [file, `${FILES[file]}${text}`] as const);
  const edited: Record<string, string> = { ...FILES, 'config/tasks.yml': TASKS, ...Object.fromEntries(texts) };
  const stage = 'config/stages/dev.yml';
  edited[stage] = String(edited[stage]).replace('actions: []', 'actions: [], notify: once');
  const parsed = parseTopology(MANIFESTS, edited, 'dev');
  if (parsed.status === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  const { topology } = parsed;
  const values = MANIFESTS.map((service) => serviceValues(topology, service));
  return values.flatMap(({ resources }) =>
    Object.values(resources).flatMap(({ Type, Properties }) =>
      /^AWS::CloudWatch::(Composite)?Alarm$/.test(Type) ? [String(Properties['AlarmName'])] : [],
    ),
  );
}

describe('alarms', () => {
  const runbooks = filesEndingIn('.md', 'docs/runbooks')
    .map((path) => path.slice('docs/runbooks/'.length, -'.md'.length))
    .filter((name) => name !== 'README');
  const alarms = alarmNames();

  it('have a runbook each', () => {
    expect(alarms.filter((alarm) => !runbooks.some((name) => alarm.endsWith(`-${name}`)))).toEqual([]);
    expect(alarms.length).toBeGreaterThan(60);
  });

  it.each(runbooks)('%s: there is such an alarm, and the page says whether anything is lost', (name) => {
    expect(alarms.some((alarm) => alarm.endsWith(`-${name}`))).toBe(true);
    expect(readText(`docs/runbooks/${name}.md`)).toMatch(
      new RegExp(`^# ${name}\\n[\\s\\S]*\\*\\*Is anything lost\\?\\*\\* `),
    );
  });
});

it('metrics of the line: the table of docs/runbooks names those that the code counts', () => {
  const folders = [
    'shared/observability',
    ...MANIFESTS.filter(({ trigger }) => trigger !== 'http').map(({ name }) => `services/${name}`),
  ];
  const sources = folders.flatMap((folder) => filesEndingIn('.ts', folder));
  const texts = sources.filter((file) => !file.endsWith('.test.ts')).map(readText);
  const counted = texts.flatMap((text) =>
    [
      ...text.matchAll(/(?:addMetric\(|\[\s*)'([A-Z][A-Za-z]+)',\s*MetricUnit/g),
      ...text.matchAll(/createCounter\('([A-Z][A-Za-z]+)'/g),
    ].map(([, name = '']) => name),
  );
  const rows = sectionOf(readText('docs/runbooks/README.md'), 'Metrics').matchAll(/^\| (`[^|]+) \|/gm);
  const named = [...rows].flatMap(([, cell = '']) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));
  expect([...named].sort()).toEqual([...new Set(counted)].sort());
});

it('deliberate faults: docs/reliability.md lists those of the oracle', () => {
  const page = readText('docs/reliability.md');
  const [, list = ''] =
    /<!-- deliberate faults: the list[^\n]*-->\n([\s\S]*?)<!-- deliberate faults: end -->/.exec(page) ?? [];
  expect(list.split('\n').flatMap((line) => (line.startsWith('- ') ? [line.slice(2)] : []))).toEqual(
    MUTATIONS.map(({ name }) => name),
  );
});
