import { MANIFESTS } from '../../../services/manifests.ts';
import { parseTopology } from './parse-topology.ts';
import { type Edit, edit } from './testing/config-texts.ts';

const SINKS = "['*']\n";
function sink(environment: string): Edit {
  return [
    'sinks',
    SINKS,
    `${SINKS}  fluent-sink: { source: mid, whitelist: ['*'], environment: { ${environment} } }\n`,
  ];
}
const REQUIRED = 'LOG_FLUENT_SINK_ENDPOINT: fluentd, LOG_FLUENT_TAG: prod';

function problems(...edits: readonly Edit[]): readonly string[] {
  const parsed = parseTopology(MANIFESTS, edit(...edits), 'dev');
  return parsed.status === 'invalid' ? parsed.problems.map(({ message }) => message) : [];
}

const inSink = 'sinks.fluent-sink.environment';

describe('fluent-sink in config/', () => {
  it.each([
    REQUIRED,
    'LOG_FLUENT_SINK_ENDPOINT: "one:1, [::2]:65535 ,,three", LOG_FLUENT_TAG: a.b-c',
    `${REQUIRED}, FLUENT_TLS: true, FLUENT_TLS_CA: "ssm:/ca", FLUENT_TLS_SERVER_NAME: fluentd.example`,
    `${REQUIRED}, FLUENT_SHARED_KEY: "ssm:/key", FLUENT_USERNAME: user, FLUENT_PASSWORD: "secretsmanager:fluent#password"`,
    `${REQUIRED}, FLUENT_CHUNK_MAX_BYTES: 268435456, FLUENT_MAX_RETRIES: 0, FLUENT_ENDPOINT_REST_SECONDS: 0`,
  ])('{ %s } is valid', (environment) => expect(problems(sink(environment))).toEqual([]));

  it('reports all that a cold start would refuse, together, and shows no secret', () => {
    const environment = [
      'LOG_FLUENT_SINK_ENDPOINT: "good,tcp://bad:1"',
      'FLUENT_SHARED_KEY: hunter2',
      'FLUENT_USERNAME: user',
      'FLUENT_TLS_SERVER_NAME: name',
      'FLUENT_CHUNK_MAX_BYTES: 268435457',
      'FLUENT_ACK_TIMEOUT_MS: 900001',
      'FLUENT_MAX_RETRIES: 101',
    ];
    expect(problems(sink(environment.join(', ')))).toEqual([
      `${inSink}.LOG_FLUENT_SINK_ENDPOINT: expected host[:port] or [ipv6][:port], got "tcp://bad:1"`,
      `${inSink}: LOG_FLUENT_TAG: required, but not set`,
      `${inSink}.FLUENT_CHUNK_MAX_BYTES: expected a whole number from 1 to 268435456, got "268435457"`,
      `${inSink}.FLUENT_SHARED_KEY: expected secretsmanager:<name or ARN>[#field], ssm:<name or ARN> or text:<value>, got 7 other characters`,
      `${inSink}.FLUENT_ACK_TIMEOUT_MS: expected a whole number from 1 to 900000, got "900001"`,
      `${inSink}.FLUENT_MAX_RETRIES: expected a whole number from 0 to 100, got "101"`,
      `${inSink}: FLUENT_TLS: is false, but FLUENT_TLS_CA or FLUENT_TLS_SERVER_NAME is set`,
      `${inSink}: FLUENT_USERNAME, FLUENT_PASSWORD: only one of them is set`,
    ]);
  });

  it.each(['host:0', 'host:65536', ':24224', '::1', '[::1', 'user@host', 'a b'])('refuses the endpoint %j', (text) => {
    expect(problems(sink(`LOG_FLUENT_SINK_ENDPOINT: "${text}", LOG_FLUENT_TAG: prod`))).toEqual([
      expect.stringContaining(`${inSink}.LOG_FLUENT_SINK_ENDPOINT: expected host`),
    ]);
  });

  it('wants a shared key where it has a user', () => {
    const user = 'FLUENT_USERNAME: user, FLUENT_PASSWORD: "ssm:/password"';
    expect(problems(sink(`${REQUIRED}, ${user}`))).toEqual([
      `${inSink}.FLUENT_USERNAME: the protocol asks for a user only after a shared key, but FLUENT_SHARED_KEY is not set`,
    ]);
  });

  it('may leave the endpoint to the stage', () => {
    const ofStage: Edit = [
      'stages/dev',
      'alarms:',
      '  fluent-sink-sink: { environment: { LOG_FLUENT_SINK_ENDPOINT: fluentd } }\nalarms:',
    ];
    expect(problems(sink('LOG_FLUENT_TAG: prod'), ofStage)).toEqual([]);
  });
});
