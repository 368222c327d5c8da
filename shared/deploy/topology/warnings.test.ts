import { MANIFESTS } from '../../../services/manifests.ts';
import { measureEnvironment } from './checks/check-sizes.ts';
import { parseTopology } from './parse-topology.ts';
import { formatProblems } from './problem.ts';
import { type Edit, edit } from './testing/config-texts.ts';
import { sinkWith } from './testing/topology-of.ts';

function check(...edits: readonly Edit[]) {
  const parsed = parseTopology(MANIFESTS, edit(...edits), 'dev');
  const texts = formatProblems(parsed.warnings);
  return { status: parsed.status, warnings: texts === '' ? [] : texts.split('\n') };
}

function problemsOf(...edits: readonly Edit[]): readonly string[] {
  const parsed = parseTopology(MANIFESTS, edit(...edits), 'dev');
  return parsed.status === 'valid' ? [] : formatProblems(parsed.problems).split('\n');
}

const THIRD_READER: Edit = [
  'forwarders',
  '  - name: hose',
  '  - name: web\n    source: in\n    whitelist: [web]\n    target: kinesis:out\n  - name: hose',
];

describe('warnings', () => {
  it('has none for a small configuration', () => {
    expect(check()).toEqual({ status: 'valid', warnings: [] });
  });

  it.each<[name: string, expected: string, ...edits: Edit[]]>([
    [
      'a Region that is not known',
      'config/stages/dev.yml:1: region: no Region of AWS that this version knows (did you mean eu-west-1?), got "eu-west-9"',
      ['stages/dev', 'eu-west-1', 'eu-west-9'],
    ],
    [
      'a third subscription of a log group',
      "config/subscriptions.yml:11: subscriptions[2].logGroup: /g has more than 2 subscriptions; AWS's quotas say 5, its older pages 2: ask for your account's quota",
      [
        'subscriptions',
        '  - name: web\n    logGroup: /web/{stage}\n    stream: in\n    wrapAs: app.web\n',
        ['a', 'b', 'c']
          .map((name) => `  - name: ${name}\n    logGroup: /g\n    filterPattern: ${name}\n    stream: in\n`)
          .join(''),
      ],
    ],
    [
      'a stream that is not read',
      'config/streams.yml:5: streams.spare: no route, forwarder or sink reads it (another application does? readBy: outside)',
      ['streams', 'deliveryStreams:', '  spare: { description: spare }\ndeliveryStreams:'],
      ['stages/dev', 'deadLetters:', 'external: { streams: { spare: theirs } }\ndeadLetters:'],
    ],
    [
      'a stream that nothing uses',
      'config/streams.yml:5: streams.spare: no route, forwarder, sink or subscription uses it',
      ['streams', 'deliveryStreams:', '  spare: { description: spare }\ndeliveryStreams:'],
    ],
    [
      'a stream that is not filled',
      'config/streams.yml:5: streams.spare: no route, forwarder or subscription writes to it: only applications can',
      ['streams', 'deliveryStreams:', '  spare: { description: spare, readBy: outside }\ndeliveryStreams:'],
    ],
    [
      'a delivery stream that is not filled',
      'config/streams.yml:7: deliveryStreams.spare: no route and no forwarder writes to it',
      ['streams', 'hose: { description: hose }', 'hose: { description: hose }\n  spare: { description: spare }'],
    ],
    [
      'a stream with three readers',
      'config/streams.yml:2: streams.in: 3 readers (router-route, forwarders-apps, forwarders-web): they share the 2 MiB/s that a shard gives to readers, 0.67 MiB/s each; a shard takes 1 MiB/s, so past 0.67 MiB/s a shard they fall behind: more shards help, or fanOut',
      THIRD_READER,
    ],
    [
      'a stream whose records can be larger than an event',
      'config/streams.yml:2: streams.in.maxRecordSizeKiB: an event of Lambda (6 MB) holds records of at most 4607 KiB for router-route, forwarders-apps; Lambda saves larger ones to the dead-letter bucket; senders that compress them avoid it; got 10240',
      ['streams', 'description: in', 'description: in, maxRecordSizeKiB: 10240'],
    ],
    [
      'aggregates that are larger than an event',
      'config/streams.yml:3: streams.mid: AGGREGATE_MAX_KIB of router-route is 5000: an event of Lambda (6 MB) holds records of at most 4607 KiB for forwarders-hose, s3-sink-sink',
      ['streams', 'description: mid', 'description: mid, maxRecordSizeKiB: 10240'],
      ['stages/dev', 'functions:\n', 'functions:\n  router-route: { environment: { AGGREGATE_MAX_KIB: 5000 } }\n'],
    ],
  ])('%s', (_, expected, ...edits) => {
    const { status, warnings } = check(...edits);
    expect(status).toBe('valid');
    expect(warnings).toContain(expected);
  });

  it('are not told where the cause may be a part that could not be read', () => {
    const spare: Edit = ['streams', 'deliveryStreams:', '  spare: { description: spare }\ndeliveryStreams:'];
    expect(check(spare, ['sinks', 'source: mid', 'source: 7'])).toEqual({ status: 'invalid', warnings: [] });
  });
});

describe('names of one logical id', () => {
  it.each<[expected: string, ...edits: Edit[]]>([
    [
      'config/streams.yml:6: streams.x1: expected a name that differs from x-1 by more than a hyphen, got x1: both become X1 in the logical ids of CloudFormation',
      [
        'streams',
        'deliveryStreams:',
        '  x-1: { description: x, readBy: outside }\n  x1: { description: x, readBy: outside }\ndeliveryStreams:',
      ],
    ],
    [
      'config/forwarders.yml:10: forwarders[2].name: expected a name that differs from hose2 by more than a hyphen, got hose-2',
      ['forwarders', 'name: hose\n', 'name: hose2\n'],
      [
        'forwarders',
        'target: firehose:hose',
        'target: firehose:hose\n  - name: hose-2\n    source: in\n    whitelist: [web]\n    target: kinesis:out',
      ],
    ],
    [
      'config/subscriptions.yml:6: subscriptions[1].name: expected a name that differs from web-2 by more than a hyphen, got web2',
      ['subscriptions', 'name: web', 'name: web-2'],
      ['subscriptions', 'app.web\n', 'app.web\n  - name: web2\n    logGroup: /other\n    stream: in\n'],
    ],
    [
      'config/subscriptions.yml:2: subscriptions[0].name: expected another name, got role: SubscriptionRole in the logical ids of CloudFormation belongs to this application itself',
      ['subscriptions', 'name: web', 'name: role'],
    ],
    [
      'config/streams.yml:6: deliveryStreams.bucket: expected another name, got bucket: DeliveryBucket in',
      ['streams', 'hose: {', 'bucket: {'],
      ['forwarders', 'firehose:hose', 'firehose:bucket'],
    ],
    [
      'config/stages/dev.yml:19: eden.keys.ci-in-plan: expected another name, got ci-in-plan: EdenKeyCiInPlan in the logical ids of CloudFormation belongs to ci',
      [
        'stages/dev',
        'alarms:',
        'eden: { allow: {}, keys: { ci: { profiles: [a] }, ci-in-plan: { profiles: [a] } } }\nalarms:',
      ],
    ],
  ])('refuses the pair: %s', (expected, ...edits) => {
    expect(problemsOf(...edits)).toEqual([expect.stringContaining(expected)]);
  });
});

describe('texts that Serverless would replace', () => {
  it.each<[path: string, edit: Edit]>([
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the syntax of the Serverless Framework
    ['service.yml:4: environment.TIMESTAMP_ZONE', ['service', '{}', '{ TIMESTAMP_ZONE: "${env:ZONE}" }']],
    ['routes.yml:5: routes[0].where.equals', ['routes', "['*']", "['*']\n    where: { path: a, equals: '${b}' }"]],
    ['routes.yml:4: routes[0].types[0]', ['routes', "['*']", "['${env:TYPE}']"]],
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: above
  ])('%s', (path, one) => {
    expect(problemsOf(one).join('\n')).toContain(`config/${path}: expected text without "\${", which Serverless`);
  });

  it('leaves the bundle to Serverless', () => {
    expect(problemsOf(['service', 'bundle: {}', 'bundle: { target: "$' + '{env:TARGET}" }'])).toEqual([]);
  });
});

describe('a schedule', () => {
  it.each([
    ['rate(1 days)', 'expected rate(1 day), got rate(1 days)'],
    ['rate(2 hour)', 'expected rate(2 hours), got rate(2 hour)'],
    ['rate(0 days)', 'expected a rate such as rate(1 hour) or rate(5 minutes), got rate(0 days)'],
    [
      'cron(0 3 * * *)',
      'expected six fields (minutes, hours, day of month, month, day of week, year), got 5 in cron(0 3 * * *)',
    ],
    ['cron(0 3 * * * *)', 'day of month and day of week: exactly one of them must be ?, got * and *'],
    ['cron(0 24 * * ? *)', 'hours: expected 0-23, with commas, ranges and steps, got "24"'],
    ['cron(0 3 30 2 ? *)', 'expected a time that there is, got cron(0 3 30 2 ? *), which never runs'],
    ['daily', 'expected rate(1 day), rate(12 hours) or cron(…) with six fields, got "daily"'],
    [
      'at(2027-01-01T00:00:00)',
      'expected rate(1 day), rate(12 hours) or cron(…) with six fields, got "at(2027-01-01T00:00:00)"',
    ],
  ])('%s is not one: %s', (given, expected) => {
    const added = `sinks:\n  s3-sink:\n    source: mid\n    whitelist: ['*']\n`;
    expect(problemsOf(['sinks', added, `${added}cleaner: { schedule: "${given}" }\n`]).join('\n')).toContain(
      `cleaner.schedule: ${expected}`,
    );
  });

  it.each(['rate(1 day)', 'rate(15 minutes)', 'cron(0 3 * * ? *)'])('%s is one', (given) => {
    const added = `sinks:\n  s3-sink:\n    source: mid\n    whitelist: ['*']\n`;
    expect(problemsOf(['sinks', added, `${added}cleaner: { schedule: "${given}" }\n`]).join('\n')).not.toContain(
      'schedule',
    );
  });
});

describe('mistakes of one cause', () => {
  it.each<[name: string, expected: readonly string[], ...edits: Edit[]]>([
    [
      'a mistyped key',
      [
        'config/forwarders.yml:4: forwarders[0].whitlist: unknown key (did you mean whitelist?); expected one of name, source, whitelist, target, partitionKey, aggregate, environment',
      ],
      ['forwarders', 'whitelist', 'whitlist'],
    ],
    [
      'a mistyped variable that is required',
      [
        expect.stringContaining(
          'sinks.es-sink.environment.ES_HOTS: unknown variable (did you mean ES_HOST?); expected',
        ),
      ],
      sinkWith('es-sink', 'ES_HOTS: localhost, ES_AUTH: none, INDEX_NAME_PREFIX: logs'),
    ],
    [
      'a hold that is longer than all',
      [
        "config/stages/dev.yml:10: functions.default: router-route, forwarders-apps, forwarders-hose, s3-sink-sink: expected a hold shorter than the stream's retention of 72 h and at most 168 h, got 100 h",
      ],
      ['stages/dev', 'maxAttempts: 5', 'maxAttempts: 5\n    holdHours: 100'],
    ],
    [
      'a project that is too long',
      [
        expect.stringMatching(
          /^config\/service.yml:1: project: the \w+ name ".*" has \d+ characters, more than 6[34]$/,
        ),
      ],
      ['service', 'project: app', `project: ${'a'.repeat(31)}`],
    ],
    [
      'a stream with a mistyped name',
      [
        'config/forwarders.yml:9: forwarders[1].target: expected a delivery stream of config/streams.yml (hose), got "hoze" (did you mean hose?)',
      ],
      ['forwarders', 'firehose:hose', 'firehose:hoze'],
    ],
  ])('%s is one problem', (_, expected, ...edits) => {
    expect(problemsOf(...edits)).toEqual(expected);
  });
});

it('measures variables as Lambda does: as JSON, where each quote in a value counts twice', () => {
  expect(measureEnvironment({ ROUTES: '[{"a":"b"}]' }, 'eu-west-1')).toBe('{"ROUTES":"[{\\"a\\":\\"b\\"}]"}'.length);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
  const A = { 'Fn::Sub': 'x-${AWS::AccountId}' };
  expect(measureEnvironment({ A }, 'eu-west-1')).toBe('{"A":"x-000000000000"}'.length);
});
