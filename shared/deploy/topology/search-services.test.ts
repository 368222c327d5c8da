import { MANIFESTS } from '../../../services/manifests.ts';
import { serviceValues } from '../template/service-values.ts';
import { parseTopology } from './parse-topology.ts';
import { type Edit, edit } from './testing/config-texts.ts';
import { topologyOf } from './testing/topology-of.ts';

const SINKS = "['*']\n";
const DOMAIN_HOST = 'search-my-logs-abcdefghijklmnopqrstuvwxyz.eu-west-1.es.amazonaws.com';

function sinks(environment: string, cleaner = ''): Edit {
  return [
    'sinks',
    SINKS,
    `${SINKS}  es-sink: { source: mid, whitelist: ['*'], environment: { ${environment} } }\n${cleaner}`,
  ];
}

function manifestOf(service: string) {
  const manifest = MANIFESTS.find(({ name }) => name === service);
  if (manifest === undefined) throw new Error(`no ${service}`);
  return manifest;
}

function valuesOf(service: string, ...edits: readonly Edit[]) {
  return serviceValues(topologyOf(...edits), manifestOf(service));
}

function problems(...edits: readonly Edit[]): readonly string[] {
  const parsed = parseTopology(MANIFESTS, edit(...edits), 'dev');
  return parsed.status === 'invalid' ? parsed.problems.map(({ file, message }) => `${file}: ${message}`) : [];
}

const ALL = '$' + '{AWS::Partition}:es:$' + '{AWS::Region}:$' + '{AWS::AccountId}';
function searchGrants(values: { readonly statements: readonly { Action: readonly string[] }[] } | undefined) {
  return values?.statements.filter(({ Action }) => Action.some((action) => action.startsWith('es:')));
}

describe('es-sink', () => {
  it('may call its domain, which its host names', () => {
    const { functions } = valuesOf('es-sink', sinks(`ES_HOST: ${DOMAIN_HOST}, INDEX_NAME_PREFIX: logs`));
    expect(functions['sink']).toMatchObject({
      name: 'app-dev-es-sink-sink',
      environment: { ES_HOST: DOMAIN_HOST, INDEX_NAME_PREFIX: 'logs', STAGE: 'dev' },
    });
    expect(searchGrants(functions['sink'])).toEqual([
      {
        Effect: 'Allow',
        Action: ['es:ESHttpGet', 'es:ESHttpPost'],
        Resource: { 'Fn::Sub': `arn:${ALL}:domain/my-logs/*` },
      },
    ]);
  });

  it.each([
    ['a domain said aloud', 'ES_HOST: logs.example.com, ES_DOMAIN: other', 1],
    ['no signature', 'ES_HOST: logs.example.com, ES_AUTH: none', 0],
    ['a login', 'ES_HOST: logs.example.com, ES_AUTH: basic, ES_BASIC_SECRET: "secretsmanager:es"', 0],
  ])('%s: %s, %d grant(s) for the domain', (_, environment, grants) => {
    const { functions } = valuesOf('es-sink', sinks(environment));
    expect(searchGrants(functions['sink'])).toHaveLength(grants);
    const actions = functions['sink']?.statements.flatMap(({ Action }) => Action);
    expect(actions?.includes('secretsmanager:GetSecretValue')).toBe(environment.includes('basic'));
  });
});

describe('es-cleaner', () => {
  it('runs by the clock on es-sink’s engine and indices, and may read and delete there, nothing else', () => {
    const cleaner = 'cleaner: { environment: { MAX_AGE_DAYS: 90, RETENTION: "audit=365" } }\n';
    const { functions, resources } = valuesOf(
      'es-cleaner',
      sinks(`ES_HOST: ${DOMAIN_HOST}, INDEX_NAME_PREFIX: logs, ES_CONCURRENCY: 3`, cleaner),
      ['stages/dev', 'tracing: Active', 'tracing: PassThrough'],
    );
    expect(functions).toEqual({
      clean: expect.objectContaining({
        name: 'app-dev-es-cleaner-clean',
        schedule: 'rate(1 day)',
        environment: {
          ES_HOST: DOMAIN_HOST,
          INDEX_NAME_PREFIX: 'logs',
          MAX_AGE_DAYS: '90',
          RETENTION: 'audit=365',
          STAGE: 'dev',
          POWERTOOLS_LOG_LEVEL: 'INFO',
        },
        statements: [
          {
            Effect: 'Allow',
            Action: ['es:ESHttpGet', 'es:ESHttpDelete'],
            Resource: { 'Fn::Sub': `arn:${ALL}:domain/my-logs/*` },
          },
        ],
      }),
    });
    expect(Object.keys(resources)).toEqual([
      'AlarmEsCleanerCleanErrors',
      'AlarmEsCleanerCleanIndicesLeft',
      'AlarmEsCleanerCleanNotRunning',
    ]);
    expect(resources['AlarmEsCleanerCleanIndicesLeft']?.Properties).toMatchObject({
      Namespace: 'Baikonur',
      MetricName: 'IndicesLeft',
      Dimensions: [
        { Name: 'service', Value: 'es-cleaner' },
        { Name: 'stage', Value: 'dev' },
      ],
      Threshold: 0,
    });
  });

  it('has no function where config does not ask for it', () => {
    const { resources, unused } = valuesOf('es-cleaner');
    expect({ resources, unused }).toEqual({
      resources: {},
      unused: { functions: ['clean'], resources: [], paths: [] },
    });
  });
});

describe('what is refused', () => {
  const host = `ES_HOST: ${DOMAIN_HOST}`;
  it.each<[string, readonly Edit[], string]>([
    ['sigv4 without a domain', [sinks('ES_HOST: logs.example.com')], 'ES_DOMAIN is required'],
    ['es-sink without a host', [sinks('INDEX_NAME_PREFIX: logs')], 'ES_HOST: required, but not set'],
    ['a login in the host', [sinks('ES_HOST: "https://me:hunter2@x", ES_DOMAIN: logs')], 'got a text with an @'],
    [
      'hosts',
      [sinks('ES_HOST: "a.example.com,b.example.com", ES_DOMAIN: logs')],
      'expected one [http(s)://]host[:port], without user or query, got "a.example.com,b.example.com"',
    ],
    ['a port of none', [sinks('ES_HOST: "a.example.com:99999", ES_AUTH: none')], 'ES_HOST: expected one'],
    ['a login without its secret', [sinks(`${host}, ES_AUTH: basic`)], 'ES_BASIC_SECRET: required with ES_AUTH=basic'],
    ['a secret that is not used', [sinks(`${host}, ES_BASIC_SECRET: "ssm:es"`)], 'set, but ES_AUTH is sigv4'],
    ['a secret in plain text', [sinks(`${host}, ES_AUTH: basic, ES_BASIC_SECRET: hunter2`)], 'got 7 other characters'],
    [
      'a data stream by day',
      [sinks(`${host}, ES_TARGET: data_stream, INDEX_INTERVAL: day`)],
      'set, but ES_TARGET is data_stream: the engine divides it',
    ],
    [
      'OpenSearch Serverless without a collection',
      [sinks(`${host}, ES_SERVICE: aoss`)],
      'expected <id>.<Region>.aoss.amazonaws.com with ES_SERVICE=aoss',
    ],
    [
      'a host of OpenSearch Serverless',
      [sinks('ES_HOST: abc.eu-west-1.aoss.amazonaws.com, ES_DOMAIN: logs')],
      'ES_HOST is a collection of OpenSearch Serverless: expected ES_SERVICE=aoss',
    ],
    [
      'a cleaner of a collection',
      [sinks('ES_HOST: abc.eu-west-1.aoss.amazonaws.com, ES_SERVICE: aoss', 'cleaner: {}\n')],
      'ES_SERVICE: es-cleaner works on domains only, got "aoss"',
    ],
    ['a prefix that ends in its dash', [sinks(`${host}, INDEX_NAME_PREFIX: logs-`)], 'not ending in -'],
    ['bulks of a few bytes', [sinks(`${host}, ES_BULK_MAX_BYTES: 10`)], 'a whole number from 1000 to 104857600'],
    ['too many requests', [sinks(`${host}, ES_CONCURRENCY: 17`)], 'a whole number from 1 to 16'],
    [
      'a cleaner’s engine without a domain',
      [['sinks', SINKS, `${SINKS}cleaner: { environment: { ES_HOST: logs.example.com } }\n`]],
      'ES_DOMAIN is required',
    ],
    [
      'no regular expression',
      [sinks(host, 'cleaner: { environment: { EXCLUDE_PATTERN: "(" } }\n')],
      'expected a regular expression',
    ],
    [
      'more than all',
      [sinks(host, 'cleaner: { environment: { MAX_DELETE_SHARE: 100.5 } }\n')],
      'a number from 0 to 100',
    ],
    [
      'a rule for no type',
      [sinks(host, 'cleaner: { environment: { RETENTION: "App*=90" } }\n')],
      'RETENTION: a pattern begins as index names do, in lower case',
    ],
    [
      'a cleaner of names without a date',
      [sinks(`${host}, INDEX_INTERVAL: none`, 'cleaner: {}\n')],
      'INDEX_INTERVAL none gives index names no date: of a type that ends like one (app-202001) all logs would be deleted',
    ],
    ['no age', [sinks(host, 'cleaner: { environment: { RETENTION: "app" } }\n')], 'RETENTION: expected <log_type'],
    [
      'logs older than the indices that are kept, said elsewhere',
      [
        sinks(host, 'cleaner: {}\n'),
        ['service', 'environment: {}', 'environment: { LOG_MAX_AGE_DAYS: 365 }'],
        ['stages/dev', 'functions:\n', 'functions:\n  es-cleaner-clean: { environment: { MAX_AGE_DAYS: 90 } }\n'],
      ],
      'es-sink takes logs of up to 365 days (LOG_MAX_AGE_DAYS), but indices of 90 days are deleted',
    ],
    ['a cleaner without an engine', [['sinks', SINKS, `${SINKS}cleaner: {}\n`]], 'ES_HOST: required, but not set'],
    [
      'logs older than the indices that are kept',
      [sinks(`${host}, LOG_MAX_AGE_DAYS: 30`, 'cleaner: { environment: { MAX_AGE_DAYS: 90, RETENTION: "app=7" } }\n')],
      'es-sink takes logs of up to 30 days (LOG_MAX_AGE_DAYS), but indices of 7 days are deleted',
    ],
    [
      'variables of another service',
      [sinks(host, 'cleaner: { environment: { ES_BULK_MAX_DOCS: 1 } }\n')],
      'unknown variable; expected one of',
    ],
    ['an illegal prefix', [sinks(`${host}, INDEX_NAME_PREFIX: Logs`)], 'expected lower-case letters'],
    [
      'a schedule of no kind',
      [sinks(host, 'cleaner: { schedule: daily }\n')],
      'rate(1 day), rate(12 hours) or cron(…) with six fields',
    ],
  ])('%s', (_, edits, message) => {
    expect(problems(...edits).join('\n')).toContain(message);
  });

  it.each<[string, string, string]>([
    [
      'a prefix with capitals',
      `${host}, ES_TARGET: data_stream, INDEX_NAME_PREFIX: Logs`,
      'expected lower-case letters',
    ],
    ['an address that is none', 'ES_HOST: "https://x y"', 'expected one [http(s)://]host[:port]'],
    ['a collection without its service', 'ES_HOST: abc.eu-west-1.aoss.amazonaws.com', 'expected ES_SERVICE=aoss'],
    [
      'a domain of another Region',
      `ES_HOST: ${DOMAIN_HOST.replace('eu-west-1', 'us-east-1')}`,
      `ES_HOST: expected one in the stage's Region eu-west-1, where the function may call it, got "${DOMAIN_HOST.replace('eu-west-1', 'us-east-1')}"`,
    ],
    [
      'a collection of another Region',
      'ES_HOST: abc.us-east-1.aoss.amazonaws.com, ES_SERVICE: aoss',
      'ES_HOST: expected one in the stage\'s Region eu-west-1, where the function may call it, got "abc.us-east-1.aoss.amazonaws.com"',
    ],
  ])('is one problem where there is one: %s', (_, environment, message) => {
    expect(problems(sinks(environment))).toEqual([expect.stringContaining(message)]);
  });

  it('is told all at once, no secret with it, and nothing twice', () => {
    const told = problems(
      sinks(
        'ES_HOST: "https://me:hunter2@x", ES_AUTH: basic, ES_BASIC_SECRET: hunter2, INDEX_NAME_PREFIX: logs-, ES_CONCURRENCY: 0',
        'cleaner: { environment: { MAX_AGE_DAYS: 7, RETENTION: "a", EXCLUDE_PATTERN: "[" } }\n',
      ),
    );
    expect(told).toHaveLength(7);
    expect(new Set(told).size).toBe(told.length);
    expect(told.join()).not.toContain('hunter2');
  });

  it('is told once where es-cleaner has it from es-sink', () => {
    const told = problems(sinks('ES_HOST: "a.example.com:99999", ES_DOMAIN: logs', 'cleaner: {}\n'));
    expect(told).toEqual([expect.stringContaining('sinks.es-sink.environment.ES_HOST: expected one')]);
  });

  it('prints no login where the domain is missing, too', () => {
    const told = problems(sinks('ES_HOST: "https://me:hunter2@x"', 'cleaner: {}\n'));
    expect(told).toHaveLength(1);
    expect(told.join()).not.toContain('hunter2');
  });

  it.each<[string, ...Edit[]]>([
    [
      'an engine of each stage',
      sinks('INDEX_NAME_PREFIX: logs', 'cleaner: {}\n'),
      [
        'stages/dev',
        'functions:\n',
        `functions:\n  es-sink-sink: { environment: { ES_HOST: ${DOMAIN_HOST}, INDEX_INTERVAL: month } }\n`,
      ],
    ],
    ['an address', sinks('ES_HOST: "http://[::1]:9200", ES_AUTH: none')],
    ['a collection', sinks('ES_HOST: abc.eu-west-1.aoss.amazonaws.com, ES_SERVICE: aoss')],
    ['what is said aloud', sinks(`${host}, ES_TARGET: index, ES_SERVICE: es`)],
    ['a cleaner alone', ['sinks', SINKS, `${SINKS}cleaner: { environment: { ${host} } }\n`]],
  ])('nothing of %s', (_, ...edits) => {
    expect(problems(...edits)).toEqual([]);
  });

  it('nothing of a valid one', () => {
    expect(
      problems(sinks(`${host}, LOG_MAX_AGE_DAYS: 60`, 'cleaner: { environment: { MAX_AGE_DAYS: 60 } }\n')),
    ).toEqual([]);
  });
});
