/** Lines that give a service a function, to be added to `config/`: file and lines. */
type Lines = readonly (readonly [file: string, lines: readonly string[]])[];

/** In the name of a file, in place of the stage. */
const ANY_STAGE = '<stage>';

const LINES: Readonly<Record<string, Lines>> = {
  forwarders: [
    ['config/streams.yml', ['streams:', '  copy: { description: Read by another team, readBy: outside }']],
    [
      'config/forwarders.yml',
      ['forwarders:', '  - name: copy', '    source: router', '    whitelist: ["*"]', '    target: kinesis:copy'],
    ],
  ],
  's3-sink': [['config/sinks.yml', ['sinks:', '  s3-sink:', '    source: archive', '    whitelist: ["*"]']]],
  'es-sink': [
    ['config/streams.yml', ['streams:', '  search: { description: Read by es-sink }']],
    ['config/routes.yml', ['routes:', '  - { name: search, types: ["*"], target: kinesis:search }']],
    [
      'config/sinks.yml',
      [
        'sinks:',
        '  es-sink:',
        '    source: search',
        '    whitelist: ["*"]',
        '    environment: { ES_HOST: "http://127.0.0.1:9200", ES_AUTH: none, INDEX_NAME_PREFIX: logs }',
      ],
    ],
  ],
  'fluent-sink': [
    ['config/streams.yml', ['streams:', '  fluent: { description: Read by fluent-sink }']],
    ['config/routes.yml', ['routes:', '  - { name: fluent, types: ["*"], target: kinesis:fluent }']],
    [
      'config/sinks.yml',
      [
        'sinks:',
        '  fluent-sink:',
        '    source: fluent',
        '    whitelist: ["*"]',
        '    environment: { LOG_FLUENT_SINK_ENDPOINT: "127.0.0.1:24224", LOG_FLUENT_TAG: logs }',
      ],
    ],
  ],
  'es-cleaner': [
    [
      'config/sinks.yml (it cleans the indices of es-sink, which must be there too)',
      ['cleaner:', '  schedule: rate(1 day)', '  environment: { MAX_AGE_DAYS: 60, DRY_RUN_ONLY: "true" }'],
    ],
  ],
  'eden-api': [
    [
      `config/stages/${ANY_STAGE}.yml (who may do what with preview environments: docs/eden-api.md)`,
      [
        'eden:',
        '  keys:',
        '    ci: { profiles: ["*"] }',
        '  allow: { taskRoleArns: [], executionRoleArns: [], endpointBuckets: [], zoneIds: [], clusters: [], albArns: [] }',
      ],
    ],
  ],
};

/** Services for which the local AWS brings configuration and destination along. */
const LOCAL_ALTERNATIVE: Readonly<Record<string, string>> = {
  'es-sink': 'npm run local -- up --with opensearch',
  'fluent-sink': 'npm run local -- up --with fluent',
};

/** The lines to add to `config/` for a service, by file; none for a service that has no example. */
export function linesFor(service: string, stage: string): Lines {
  return (LINES[service] ?? []).map(([file, lines]) => [file.replace(ANY_STAGE, stage), lines]);
}

/** Says that `config/` does not use a service, and which lines to add. */
export function explainUnused(service: string, stage: string): string {
  const lines = linesFor(service, stage);
  const local = LOCAL_ALTERNATIVE[service];
  return [
    `config/ does not use ${service}: at stage ${stage} it has no function.`,
    ...(lines.length === 0
      ? [`services/${service}/README.md says what to add.`]
      : ['To use it, add, with addresses of your own:']),
    ...lines.flatMap(([file, added]) => [`  ${file}`, ...added.map((line) => `    ${line}`)]),
    ...(local === undefined ? [] : [`Or, with a destination on this machine: ${local}`]),
  ].join('\n');
}
