import { join } from 'node:path';
import { MANIFESTS } from '../../../services/manifests.ts';
import { parseTopology } from './parse-topology.ts';
import { formatProblems } from './problem.ts';
import { loadTopology, readConfigTexts } from './read-config.ts';
import type { ConfigTexts } from './sections.ts';
import { type Edit, edit, FILES } from './testing/config-texts.ts';

const shipped = readConfigTexts(join(__dirname, '../../..'));

function problemsOf(texts: ConfigTexts, stage = 'dev'): readonly string[] {
  const parsed = parseTopology(MANIFESTS, texts, stage);
  return parsed.status === 'valid' ? [] : formatProblems(parsed.problems).split('\n');
}

describe('good configurations', () => {
  it.each(['dev', 'local'])('ships a valid stage %s', (stage) => {
    expect(problemsOf(shipped, stage)).toEqual([]);
  });

  it('takes the base of the tables below', () => {
    expect(problemsOf(FILES)).toEqual([]);
  });

  it.each<[name: string, ...edits: Edit[]]>([
    [
      'two routes to one target: the router sends a log once',
      ['routes', '  - name: all', '  - name: web\n    types: [web]\n    target: kinesis:mid\n  - name: all'],
    ],
    [
      'a sink with formats of its own that wrapped messages do not reach',
      ['sinks', "['*']\n", '[access]\n    environment: { TIMESTAMP_FORMATS: epoch }\n'],
      ['routes', "types: ['*']", 'types: [access]'],
    ],
    ['a folder of partitions', ['sinks', "['*']\n", "['*']\n    environment: { LOG_S3_PREFIX: /logs/year=2026/ }\n"]],
    ['a list may be empty', ['subscriptions', FILES['config/subscriptions.yml'] ?? '', 'subscriptions: []']],
    ['streams of others', ['stages/dev', 'deadLetters:', 'external: { streams: { out: their-stream } }\ndeadLetters:']],
    [
      'the log group of a function that another stream feeds',
      ['subscriptions', '/web/{stage}\n    stream: in', '/aws/lambda/app-{stage}-router-route\n    stream: mid'],
    ],
    [
      'two forwarders that share a target but no type',
      [
        'forwarders',
        '  - name: hose',
        '  - name: web\n    source: in\n    whitelist: [web]\n    target: kinesis:out\n  - name: hose',
      ],
    ],
  ])('allows %s', (_name, ...edits) => {
    expect(problemsOf(edit(...edits))).toEqual([]);
  });
});

describe('bad configurations', () => {
  it.each<[name: string, expected: string, ...edits: Edit[]]>([
    [
      'a log loop: a function that would read what it logs',
      'config/subscriptions.yml:3: subscriptions[0].logGroup: /aws/lambda/app-dev-s3-sink-sink is the log group of app-dev-s3-sink-sink, which reads what comes to stream in: every line it logs would make another',
      ['subscriptions', '/web/{stage}', '/aws/lambda/app-{stage}-s3-sink-sink'],
    ],
    [
      'a filter pattern that CloudWatch Logs would refuse',
      'config/subscriptions.yml:5: subscriptions[0].filterPattern: expected a filter pattern of CloudWatch Logs, of at most 1024 characters, got "xxx',
      ['subscriptions', 'wrapAs: app.web', `filterPattern: ${'x'.repeat(1025)}`],
    ],
    [
      'one log group twice on a stream',
      'config/subscriptions.yml:8: subscriptions[1].stream: stream in would get every event of /web/{stage}, as in subscription web, twice',
      ['subscriptions', 'app.web\n', 'app.web\n  - name: again\n    logGroup: /web/{stage}\n    stream: in\n'],
    ],
    [
      'one log group wrapped as two types',
      'config/subscriptions.yml:9: subscriptions[1].wrapAs: the messages of /web/{stage}, as in subscription web, are of one type, app.web; got app.b',
      [
        'subscriptions',
        'app.web\n',
        'app.web\n  - name: again\n    logGroup: /web/{stage}\n    stream: in\n    wrapAs: app.b\n    filterPattern: ERROR\n',
      ],
    ],
    [
      'a stream of others that is one of ours',
      'config/stages/dev.yml:8: external.streams.out: "app-dev-in" is stream in already',
      ['stages/dev', 'deadLetters:', 'external: { streams: { out: app-dev-in } }\ndeadLetters:'],
    ],
    [
      'a log group without a name',
      'config/subscriptions.yml:3: subscriptions[0].logGroup: expected a log group of 1 to 500 characters, where {stage} is replaced by the name of the stage, got ""',
      ['subscriptions', '/web/{stage}', '""'],
    ],
    [
      'a type that the variable of wraps cannot carry',
      'config/subscriptions.yml:5: subscriptions[0].wrapAs: expected one log type without =, no pattern, got "app=web"',
      ['subscriptions', 'app.web', 'app=web'],
    ],
    [
      'a variable that every function would refuse at its first start',
      'config/service.yml:4: environment.TIMESTAMP_ZONE: expected an IANA time zone such as Asia/Tokyo, got "Mars/Phobos"',
      ['service', 'environment: {}', 'environment: { TIMESTAMP_ZONE: Mars/Phobos }'],
    ],
    [
      'wrapped messages whose time the router could not read',
      'config/routes.yml:6: environment.TIMESTAMP_FORMATS: CLOUDWATCH_WRAP needs dateutil, which reads the time of wrapped messages, got "epoch"',
      ['routes', '    target: kinesis:mid\n', '    target: kinesis:mid\nenvironment: { TIMESTAMP_FORMATS: epoch }\n'],
    ],
    [
      'wrapped messages whose time a sink could not read',
      'config/subscriptions.yml:5: subscriptions[0].wrapAs: s3-sink-sink, which they reach, would reject the wrapped messages: its TIMESTAMP_FORMATS need dateutil, got "epoch"',
      ['sinks', "['*']\n", "['*']\n    environment: { TIMESTAMP_FORMATS: epoch }\n"],
    ],
    [
      'dead letters outside their place',
      'config/stages/dev.yml:8: deadLetters.prefix: expected a key prefix other than aws, without slashes at its ends and without . and .. as folders, got "a/../b"',
      ['stages/dev', 'prefix: failed', 'prefix: a/../b'],
    ],
    [
      'dead letters among the batches that Lambda saves',
      'config/stages/dev.yml:8: deadLetters.prefix: expected a key prefix other than aws, without slashes at its ends and without . and .. as folders, got "aws/lambda"',
      ['stages/dev', 'prefix: failed', 'prefix: aws/lambda'],
    ],
    [
      'more objects than the sink takes',
      'config/sinks.yml:5: sinks.s3-sink.environment.MAX_GROUPS: expected a whole number from 1 to 10000, got "20000"',
      ['sinks', "['*']\n", "['*']\n    environment: { MAX_GROUPS: 20000 }\n"],
    ],
    [
      'more retries than the sink takes',
      'config/sinks.yml:5: sinks.s3-sink.environment.S3_MAX_RETRIES: expected a whole number from 0 to 20, got "50"',
      ['sinks', "['*']\n", "['*']\n    environment: { S3_MAX_RETRIES: 50 }\n"],
    ],
    [
      'more retries than the router takes, said at the stage',
      'config/stages/dev.yml:10: functions.router-route.environment.KINESIS_MAX_RETRIES: expected a whole number from 0 to 20, got "50"',
      ['stages/dev', 'functions:\n', 'functions:\n  router-route: { environment: { KINESIS_MAX_RETRIES: 50 } }\n'],
    ],
    [
      'a bad variable, whatever else is wrong with where logs go',
      'config/sinks.yml:5: sinks.s3-sink.environment.MAX_GROUPS: expected a whole number from 1 to 10000, got "0"',
      ['sinks', "['*']\n", "['*']\n    environment: { MAX_GROUPS: 0 }\n"],
      ['forwarders', 'source: in', 'source: nowhere'],
    ],
    [
      'an archive outside its place',
      'config/sinks.yml:6: sinks.s3-sink.environment.LOG_S3_PREFIX: expected folders of letters, digits and ! - _ . * \' ( ) =, at most 200 characters, got "../logs"',
      ['sinks', "['*']\n", "['*']\n    environment:\n      LOG_S3_PREFIX: ../logs\n"],
    ],
    [
      'unknown key',
      'config/routes.yml:5: routes[0].typos: unknown key (did you mean types?); expected one of name, types, where, target',
      ['routes', 'types:', "types: ['*']\n    typos:"],
    ],
    [
      'missing key',
      'config/routes.yml:3: routes[0].target: expected kinesis:<stream> or firehose:<delivery stream>, but it is missing',
      ['routes', '    target: kinesis:mid\n', ''],
    ],
    [
      'wrong form',
      'config/routes.yml:5: routes[0].target: expected kinesis:<stream> or firehose:<delivery stream>, got "mid"',
      ['routes', 'kinesis:mid', 'mid'],
    ],
    [
      'wrong kind',
      'config/stages/dev.yml:12: functions.default.timeoutSeconds: expected a whole number from 6 to 900, got "long"',
      ['stages/dev', '120', 'long'],
    ],
    [
      'bad short name',
      'config/streams.yml:2: streams.In: expected lower-case letters, digits and single hyphens, beginning with a letter as its name, got "In"',
      ['streams', '  in:', '  In:'],
    ],
    ['broken YAML', 'config/sinks.yml:3: two times "key: value" in one line', ['sinks', 'sinks:\n', 'sinks: [\n']],
    [
      'duplicate key',
      'config/sinks.yml:4: source: the same mapping has this key already, on line 3',
      ['sinks', '    source: mid\n', '    source: mid\n    source: in\n'],
    ],
    [
      'empty whitelist',
      'config/forwarders.yml:4: forwarders[0].whitelist: expected a list of at least 1 log types (["*"] for all), got []',
      ['forwarders', "['app*']", '[]'],
    ],
    [
      'comma in a type',
      'config/forwarders.yml:4: forwarders[0].whitelist[0]: expected a log type, a prefix ending in * or just *, got "a,b"',
      ['forwarders', "'app*'", "'a,b'"],
    ],
    [
      'overlapping whitelist',
      'config/forwarders.yml:4: forwarders[0].whitelist[1]: overlapping whitelist of forwarder apps: "app.web" and "app*"',
      ['forwarders', "['app*']", "['app*', app.web]"],
    ],
    [
      'unknown stream',
      'config/forwarders.yml:3: forwarders[0].source: expected a stream of config/streams.yml (in, mid, out), got "nowhere"',
      ['forwarders', 'source: in', 'source: nowhere'],
    ],
    [
      'unknown delivery stream',
      'config/forwarders.yml:9: forwarders[1].target: expected a delivery stream of config/streams.yml (hose), got "other"',
      ['forwarders', 'firehose:hose', 'firehose:other'],
    ],
    [
      'twice to one place',
      'config/forwarders.yml:2: forwarders[0]: "app*" would reach kinesis:mid twice: by route all and by forwarder apps',
      ['forwarders', 'kinesis:out', 'kinesis:mid'],
    ],
    [
      'twice over two hops',
      'config/forwarders.yml:2: forwarders[0]: "app.web" would reach kinesis:out twice: by forwarder hose and by forwarder apps',
      ['forwarders', 'firehose:hose', 'kinesis:out'],
      ['forwarders', '[access]', '[app.web]'],
    ],
    [
      'a loop',
      'config/forwarders.yml:9: forwarders[1].target: forwarding loop: in (route all) -> mid (forwarder hose) -> in',
      ['forwarders', 'firehose:hose', 'kinesis:in'],
    ],
    [
      'a loop of one',
      'config/forwarders.yml:5: forwarders[0].target: forwarding loop: in (forwarder apps) -> in',
      ['forwarders', 'kinesis:out', 'kinesis:in'],
    ],
    [
      'a type without a reader',
      'config/routes.yml:4: routes[0].types[1]: "web" goes to kinesis:mid, where no route, forwarder or sink takes it',
      ['routes', "['*']", "['app*', web]"],
      ['sinks', "['*']", '[app]'],
      ['forwarders', '[access]', "['app.a']"],
    ],
    [
      'a wrapped type without a reader',
      'config/subscriptions.yml:5: subscriptions[0].wrapAs: no route, forwarder or sink on stream in takes "other"',
      ['subscriptions', 'app.web', 'other'],
      ['routes', "['*']", '[access]'],
    ],
    [
      'a type that never arrives',
      'config/forwarders.yml:8: forwarders[1].whitelist[0]: "access" never arrives on stream mid, which takes "app*"',
      ['routes', "['*']", "['app*']"],
    ],
    [
      'a name twice',
      'config/forwarders.yml:6: forwarders[1].name: "apps" is the name of forwarders[0] already',
      ['forwarders', 'name: hose', 'name: apps'],
    ],
    [
      'two tests in one condition',
      'config/routes.yml:5: routes[0].where: expected exactly one of equals, in and prefix, got {"path":"level","equals":"a","prefix":"b"}',
      ['routes', "['*']\n", "['*']\n    where: { path: level, equals: a, prefix: b }\n"],
    ],
    [
      'unknown sink',
      'config/sinks.yml:2: sinks.s4-sink: unknown sink (did you mean s3-sink?); expected one of s3-sink',
      ['sinks', 's3-sink', 's4-sink'],
    ],
    [
      'unknown variable',
      'config/sinks.yml:5: sinks.s3-sink.environment.LOG_S3_PREFFIX: unknown variable (did you mean LOG_S3_PREFIX?); expected one of LOG_TYPE_FIELD',
      ['sinks', "['*']\n", "['*']\n    environment: { LOG_S3_PREFFIX: x }\n"],
    ],
    [
      'bad variable',
      'config/sinks.yml:5: sinks.s3-sink.environment.S3_KEY_LAYOUT: expected one of baikonur, hive, got "flat"',
      ['sinks', "['*']\n", "['*']\n    environment: { S3_KEY_LAYOUT: flat }\n"],
    ],
    [
      'computed variable',
      'config/service.yml:4: environment.STAGE: not to be set here, it comes from the stage itself',
      ['service', 'environment: {}', 'environment: { STAGE: x }'],
    ],
    [
      'unknown function',
      'config/stages/dev.yml:19: functions.router-rout: unknown function (did you mean router-route?); expected one of default, router-route, forwarders-apps, forwarders-hose, s3-sink-sink',
      ['stages/dev', 'alarms:', '  router-rout: { batchSize: 1 }\nalarms:'],
    ],
    [
      'capacity of an unknown stream',
      'config/stages/dev.yml:8: streams.nowhere: unknown stream',
      ['stages/dev', 'deadLetters:', '  nowhere: { mode: on-demand }\ndeadLetters:'],
    ],
    [
      'provisioned without shards',
      'config/stages/dev.yml:7: streams.default: mode provisioned needs shards, which is missing',
      ['stages/dev', 'mode: on-demand', 'mode: provisioned'],
    ],
    [
      'on demand with shards',
      'config/stages/dev.yml:7: streams.default.shards: mode on-demand has no shards, got 2',
      ['stages/dev', 'mode: on-demand', 'mode: on-demand, shards: 2'],
    ],
    [
      'a start without its time',
      'config/stages/dev.yml:16: functions.default.startingPosition: AT_TIMESTAMP needs startingTime, which is missing',
      ['stages/dev', 'TRIM_HORIZON', 'AT_TIMESTAMP'],
    ],
    [
      'a time without its start',
      'config/stages/dev.yml:17: functions.default.startingTime: startingTime needs startingPosition AT_TIMESTAMP, got TRIM_HORIZON',
      ['stages/dev', 'TRIM_HORIZON', 'TRIM_HORIZON\n    startingTime: "2026-01-01T00:00:00Z"'],
    ],
    [
      'a hold past the record age',
      'config/stages/dev.yml:10: functions.default: router-route, forwarders-apps, forwarders-hose, s3-sink-sink: expected a hold shorter than the maximum record age, got 60 h and 50 h',
      ['stages/dev', 'maxAttempts: 5', 'maxAttempts: 5\n    holdHours: 60\n    maximumRecordAgeHours: 50'],
    ],
    [
      'a record age past the retention',
      "config/stages/dev.yml:10: functions.default: router-route, forwarders-apps, forwarders-hose, s3-sink-sink: expected a maximum record age shorter than the stream's retention of 72 h and at most 168 h, got 80 h",
      ['stages/dev', 'maxAttempts: 5', 'maxAttempts: 5\n    maximumRecordAgeHours: 80'],
    ],
    [
      'more retries than AWS allows',
      'config/stages/dev.yml:10: functions.default: router-route, forwarders-apps, forwarders-hose, s3-sink-sink: a hold of 36 h with a timeout of 10 s needs 25925 retries, more than 10000',
      ['stages/dev', 'timeoutSeconds: 120', 'timeoutSeconds: 10'],
    ],
    [
      'six subscriptions of a group',
      'config/subscriptions.yml:23: subscriptions[5].logGroup: a log group takes 5 subscriptions, /g has more',
      [
        'subscriptions',
        FILES['config/subscriptions.yml'] ?? '',
        `subscriptions:\n${['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `  - name: ${name}\n    logGroup: /g\n    stream: in\n    filterPattern: ${name}\n`).join('')}`,
      ],
    ],
    [
      'a function name too long',
      'config/forwarders.yml:2: forwarders[0]: the role name "app-dev-forwarders-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-eu-west-1" has 79 characters, more than 64',
      ['forwarders', 'name: apps', `name: ${'a'.repeat(50)}`],
    ],
    [
      'a bucket name too long',
      'config/service.yml:1: project: the bucket name "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-dev-dead-letters-',
      ['service', 'project: app', `project: ${'a'.repeat(30)}`],
    ],
    [
      'variables past 4 KB',
      'config/forwarders.yml:2: forwarders[0]: the variables of forwarders-apps take 4',
      [
        'forwarders',
        "['app*']",
        `[${Array.from({ length: 400 }, (_, index) => `app${String(index).padStart(7, '0')}`).join(', ')}]`,
      ],
    ],
  ])('%s', (_name, expected, ...edits) => {
    expect(problemsOf(edit(...edits))).toContainEqual(expect.stringContaining(expected));
  });

  it('names the stage files of an unknown stage', () => {
    expect(problemsOf(FILES, 'prod')).toEqual([
      'config/stages/prod.yml:1: unknown stage "prod"; there are stage files for dev',
    ]);
  });

  it('names a missing file', () => {
    const { 'config/sinks.yml': _sinks, ...rest } = FILES;
    expect(problemsOf(rest)).toEqual(['config/sinks.yml:1: the file is missing']);
  });

  it('reports the problems of all files together, in order', () => {
    const texts = edit(
      ['stages/dev', 'memoryMb: 512', 'memoryMb: 1'],
      ['stages/dev', 'retain: true', 'retain: maybe'],
      ['forwarders', 'kinesis:out', 'kinesis:in'],
    );
    expect(problemsOf(texts).map((line) => line.split(': ').slice(0, 2).join(': '))).toEqual([
      'config/forwarders.yml:5: forwarders[0].target',
      'config/stages/dev.yml:2: retain',
      'config/stages/dev.yml:11: functions.default.memoryMb',
    ]);
  });

  it('throws one error for those who cannot go on', () => {
    expect(() => loadTopology(MANIFESTS, 'nosuch', join(__dirname, '../../..'))).toThrow(
      /1 problem in config\/:\n.*unknown stage "nosuch"/,
    );
  });

  it.each(['Prod', 'my_stage', 'a.b', '1st'])(
    'refuses %s as the name of a stage: buckets could not carry it',
    (stage) => {
      const texts = { ...FILES, [`config/stages/${stage}.yml`]: FILES['config/stages/dev.yml'] ?? '' };
      expect(problemsOf(texts, stage)).toEqual([
        `config/stages/${stage}.yml:1: stage: expected lower-case letters, digits and single hyphens, beginning with a letter, got "${stage}"`,
      ]);
    },
  );
});

it('an alias bomb is one problem of its file', () => {
  const levels = Array.from({ length: 12 }, (_, n) => `l${n + 1}: &l${n + 1} [${Array(9).fill(`*l${n}`).join(', ')}]`);
  const bomb = ['l0: &l0 x', ...levels].join('\n');
  const problems = problemsOf({ ...shipped, 'config/sinks.yml': bomb });
  expect(problems.filter((problem) => problem.includes('its aliases cannot be resolved'))).toHaveLength(1);
});
