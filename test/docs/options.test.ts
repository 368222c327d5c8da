import { compareTopologies } from '../../cli/baikonur/plan/compare-topologies.ts';
import { MANIFESTS } from '../../services/manifests.ts';
import { parseTopology } from '../../shared/deploy/topology/parse-topology.ts';
import { formatProblems } from '../../shared/deploy/topology/problem.ts';
import { type Edit, edit } from '../../shared/deploy/topology/testing/config-texts.ts';
import { sinkWith, stageWith } from '../../shared/deploy/topology/testing/topology-of.ts';
import { readText } from './project.ts';

/*
 * Options of destinations and ways in, and the places that must know each. Their lines in `explain` are tested in
 * cli/baikonur/explain/options.test.ts, what they cost in cli/baikonur/plan/make-plan.test.ts.
 */
interface Option {
  readonly on: readonly Edit[];
  /** Line of `plan --diff`. */
  readonly diff: string;
  /** A mistake with it, and what `config:check` says. */
  readonly wrong: readonly [found: string, ...edits: Edit[]];
  /** Services whose README names it, and the name. */
  readonly readme: readonly [name: string, ...services: string[]];
}

const AGGREGATE: Edit = ['routes', 'target: kinesis:mid\n', 'target: kinesis:mid\n    aggregate: true\n'];
const EXTERNAL: Edit = ['stages/dev', 'deadLetters:', 'external: { streams: { mid: theirs } }\ndeadLetters:'];
const COLLECTION = 'ES_HOST: abc.eu-west-1.aoss.amazonaws.com, ES_SERVICE: aoss, INDEX_NAME_PREFIX: logs';
const DOMAIN = 'ES_HOST: search.example.com, ES_AUTH: none';
const STREAM_SERVICES = ['router', 'forwarders', 's3-sink', 'es-sink', 'fluent-sink'];

const OPTIONS: Readonly<Record<string, Option>> = {
  'fan-out': {
    on: [functionWith('s3-sink-sink: { fanOut: true }')],
    diff: 's3-sink-sink changed: fanOut: undefined becomes true',
    wrong: [
      'functions.s3-sink-sink.fanOut: expected true or false',
      functionWith('s3-sink-sink: { fanOut: yes please }'),
    ],
    readme: ['`fanOut`', ...STREAM_SERVICES],
  },
  athena: {
    on: [stageWith('archive: { athena: true }')],
    diff: 'athena made: the database app_dev over the archive',
    wrong: [
      'archive.athena: ',
      stageWith('archive: { athena: true }'),
      ['sinks', "  s3-sink:\n    source: mid\n    whitelist: ['*']\n", '  {}\n'],
    ],
    readme: ['`archive.athena`', 's3-sink'],
  },
  Serverless: {
    on: [sinkWith('es-sink', COLLECTION)],
    diff: 'es-sink-sink made: app-dev-es-sink-sink reads mid',
    wrong: ['OpenSearch Serverless has no data streams', sinkWith('es-sink', `${COLLECTION}, ES_TARGET: data_stream`)],
    readme: ['`ES_SERVICE: aoss`', 'es-sink'],
  },
  'data streams': {
    on: [sinkWith('es-sink', `${DOMAIN}, INDEX_NAME_PREFIX: logs, ES_TARGET: data_stream`)],
    diff: 'es-sink-sink made: app-dev-es-sink-sink reads mid',
    wrong: [
      'INDEX_NAME_PREFIX: required with ES_TARGET=data_stream',
      sinkWith('es-sink', `${DOMAIN}, ES_TARGET: data_stream`),
    ],
    readme: ['`ES_TARGET: data_stream`', 'es-sink'],
  },
  'fields of subscriptions': {
    on: [subscriptionWith("emitSystemFields: ['@aws.account']")],
    diff: 'subscription web changed: emitSystemFields: undefined becomes ["@aws.account"]',
    wrong: [
      'emitSystemFields[0]: expected one of @aws.account, @aws.region',
      subscriptionWith("emitSystemFields: ['@x']"),
    ],
    readme: ['`emitSystemFields`', 'router'],
  },
  aggregation: {
    on: [AGGREGATE],
    diff: 'route all changed: * to kinesis:app-dev-mid becomes * to kinesis:app-dev-mid, aggregated',
    wrong: [
      'distributes its records itself (distribution: auto)',
      AGGREGATE,
      ['streams', 'description: mid', 'description: mid, distribution: auto'],
      EXTERNAL,
    ],
    readme: ['`aggregate`', 'router', 'forwarders'],
  },
  'automatic distribution': {
    on: [EXTERNAL, ['streams', 'description: mid', 'description: mid, distribution: auto']],
    diff: 'stream mid replaced: theirs in place of app-dev-mid',
    wrong: ['distribution', ['streams', 'description: mid', 'description: mid, distribution: none']],
    readme: ['without a partition key', 'forwarders'],
  },
  'hive names': {
    on: [archiveWith('S3_KEY_LAYOUT: hive')],
    diff: 's3-sink-sink changed: environment S3_KEY_LAYOUT: undefined becomes "hive"',
    wrong: ['S3_KEY_LAYOUT: expected one of baikonur, hive', archiveWith('S3_KEY_LAYOUT: hadoop')],
    readme: ['`hive`', 's3-sink'],
  },
  zstd: {
    on: [archiveWith('S3_COMPRESSION: zstd')],
    diff: 's3-sink-sink changed: environment S3_COMPRESSION: undefined becomes "zstd"',
    wrong: [
      'S3_ZSTD_LEVEL: expected a whole number from 1 to 19, got "20"',
      archiveWith('S3_COMPRESSION: zstd, S3_ZSTD_LEVEL: 20'),
    ],
    readme: ['`S3_COMPRESSION: zstd`', 's3-sink'],
  },
  'large records': {
    on: [['streams', 'description: mid', 'description: mid, maxRecordSizeKiB: 10240']],
    diff: 'stream mid changed: on-demand, 72 h becomes on-demand, 72 h, records of 10240 KiB',
    wrong: [
      'maxRecordSizeKiB: expected a whole number from 1024 to 10240, got 10241',
      ['streams', 'description: mid', 'description: mid, maxRecordSizeKiB: 10241'],
    ],
    readme: ['[large records]', ...STREAM_SERVICES],
  },
};

describe.each(Object.entries(OPTIONS))(
  '%s',
  (_name, { on, diff, wrong: [found, ...edits], readme: [text, ...services] }) => {
    it('is valid, and plan --diff says what changes', () => {
      const changes = compareTopologies(topologyOf(), topologyOf(...on));
      expect(changes.map(({ action, subject, sentence }) => `${subject} ${action}: ${sentence}`).join('\n')).toContain(
        diff,
      );
    });

    it('config:check refuses a mistake', () => {
      const parsed = parseTopology(MANIFESTS, edit(...edits), 'dev');
      expect(parsed.status === 'invalid' ? formatProblems(parsed.problems) : 'valid').toContain(found);
    });

    it.each(services)('the README of %s names it', (service) => {
      expect(readText(`services/${service}/README.md`)).toContain(text);
    });
  },
);

function topologyOf(...edits: readonly Edit[]) {
  const parsed = parseTopology(MANIFESTS, edit(...edits), 'dev');
  if (parsed.status === 'invalid') throw new Error(formatProblems(parsed.problems));
  return parsed.topology;
}

function functionWith(line: string): Edit {
  return ['stages/dev', 'functions:\n', `functions:\n  ${line}\n`];
}

function archiveWith(variables: string): Edit {
  return ['sinks', "['*']\n", `['*']\n    environment: { ${variables} }\n`];
}

function subscriptionWith(line: string): Edit {
  return ['subscriptions', '    wrapAs: app.web\n', `    wrapAs: app.web\n    ${line}\n`];
}
