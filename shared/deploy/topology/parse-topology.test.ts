import { MANIFESTS } from '../../../services/manifests.ts';
import { parseTopology } from './parse-topology.ts';
import { TopologyError } from './problem.ts';
import type { ConfigTexts } from './sections.ts';
import { edit, FILES } from './testing/config-texts.ts';
import type { Topology } from './topology.ts';

function valid(texts: ConfigTexts): Topology {
  const parsed = parseTopology(MANIFESTS, texts, 'dev');
  if (parsed.status === 'invalid') throw new TopologyError(parsed.problems);
  return parsed.topology;
}

describe('the topology', () => {
  const topology = valid(FILES);
  const find = (id: string) => topology.functions.find((fn) => fn.id === id);

  it('has every function', () => {
    expect(topology.functions.map(({ name }) => name)).toEqual([
      'app-dev-router-route',
      'app-dev-forwarders-apps',
      'app-dev-forwarders-hose',
      'app-dev-s3-sink-sink',
    ]);
  });

  it('gives the router its routes with resolved names', () => {
    expect(JSON.parse(find('router-route')?.environment['ROUTES'] ?? '')).toEqual([
      { name: 'all', types: ['*'], target: 'kinesis:app-dev-mid' },
    ]);
    expect(find('router-route')?.environment).toMatchObject({ CLOUDWATCH_WRAP: '/web/dev=app.web', STAGE: 'dev' });
    expect(find('router-route')?.environment).not.toHaveProperty('LOG_TYPE_WHITELIST');
  });

  it.each([
    ['forwarders-apps', { TARGET_STREAM_NAME: 'app-dev-out', PARTITION_KEY: 'source', LOG_TYPE_WHITELIST: 'app*' }],
    ['forwarders-hose', { TARGET_DELIVERY_STREAM_NAME: 'app-dev-hose', LOG_TYPE_WHITELIST: 'access' }],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
    ['s3-sink-sink', { LOG_S3_BUCKET: 'app-dev-archive-${AWS::AccountId}-eu-west-1', HOLD_MAX_AGE_HOURS: '36' }],
  ])('gives %s its variables', (id, expected) => {
    expect(find(id)?.environment).toMatchObject(expected);
  });

  it('prefers what is said nearest to the function', () => {
    const texts = edit(
      ['service', 'environment: {}', 'environment: { TIMESTAMP_ZONE: UTC, LOG_TYPE_FIELD: a, LOG_ID_FIELD: a }'],
      ['stages/dev', 'retain: true', 'retain: true\nenvironment: { TIMESTAMP_ZONE: Europe/Paris, LOG_TYPE_FIELD: b }'],
      ['sinks', "['*']\n", "['*']\n    environment: { TIMESTAMP_ZONE: Asia/Tokyo }\n"],
    );
    expect(valid(texts).functions.at(-1)?.environment).toMatchObject({
      TIMESTAMP_ZONE: 'Asia/Tokyo',
      LOG_TYPE_FIELD: 'b',
      LOG_ID_FIELD: 'a',
    });
  });

  it('lets a stage override one function', () => {
    const texts = edit(['stages/dev', 'alarms:', '  s3-sink-sink: { batchSize: 7, timeoutSeconds: 600 }\nalarms:']);
    const [route, sink] = [valid(texts).functions.at(0), valid(texts).functions.at(-1)];
    expect(sink?.settings).toMatchObject({ batchSize: 7, timeoutSeconds: 600, memoryMb: 512 });
    expect(route?.settings).toMatchObject({ batchSize: 100, timeoutSeconds: 120 });
  });

  it('uses the names of what others own', () => {
    const texts = edit([
      'stages/dev',
      'deadLetters:',
      'external: { streams: { out: their-stream } }\narchive: { bucket: their-bucket }\ndeadLetters:',
    ]);
    expect(valid(texts).functions.at(1)?.environment).toMatchObject({ TARGET_STREAM_NAME: 'their-stream' });
    expect(valid(texts).archiveBucket).toEqual({ name: 'their-bucket', owned: false });
  });
});
