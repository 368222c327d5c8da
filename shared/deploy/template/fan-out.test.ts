import { MANIFESTS } from '../../../services/manifests.ts';
import { parseTopology } from '../topology/parse-topology.ts';
import { formatProblems } from '../topology/problem.ts';
import { type Edit, edit } from '../topology/testing/config-texts.ts';
import { functionOf, ours, topologyOf } from '../topology/testing/topology-of.ts';
import { mappingExtensions, mappingLogicalId } from './event-source-mapping.ts';
import { consumerResources } from './fan-out.ts';
import { commonStatements } from './statements.ts';

const FAN_OUT: Edit = ['stages/dev', 'functions:\n', 'functions:\n  router-route: { fanOut: true }\n'];

function forwarders(count: number): Edit {
  const names = Array.from({ length: count }, (_, n) => `x${n}`);
  const entries = names.map((name) => `  - { name: ${name}, source: in, whitelist: [${name}], target: kinesis:out }\n`);
  return ['forwarders', 'forwarders:\n', `forwarders:\n${entries.join('')}`];
}

function foundWith(count: number, ...more: readonly Edit[]) {
  const all: Edit = ['stages/dev', '    bisect: true\n', '    bisect: true\n    fanOut: true\n'];
  const parsed = parseTopology(MANIFESTS, edit(all, forwarders(count), ...more), 'dev');
  return formatProblems([...(parsed.status === 'valid' ? [] : parsed.problems), ...parsed.warnings]);
}

it('registers a consumer, lets the function subscribe, and maps it', () => {
  const topology = topologyOf(FAN_OUT);
  const route = functionOf(topology, 'router-route');
  const own = { StreamIn: { Type: 'AWS::Kinesis::Stream', Properties: {} } };
  expect(consumerResources(topology, topology.functions, own)).toEqual({
    ConsumerRoute: {
      Type: 'AWS::Kinesis::StreamConsumer',
      Properties: { ConsumerName: 'app-dev-router-route', StreamARN: expect.anything() },
      DependsOn: ['StreamIn'],
    },
  });
  expect(mappingExtensions(topology, [route], {})[mappingLogicalId(route)]?.Properties).toMatchObject({
    EventSourceArn: { Ref: 'ConsumerRoute' },
  });
  expect(commonStatements(topology, route)).toContainEqual({
    Effect: 'Allow',
    Action: ['kinesis:SubscribeToShard'],
    Resource: ours('kinesis:REGION:ACCOUNT:stream/app-dev-in/consumer/app-dev-router-route:*'),
  });
});

it('lets no more than five consumers be made at the same time', () => {
  const topology = topologyOf(
    ['stages/dev', '    bisect: true\n', '    bisect: true\n    fanOut: true\n'],
    forwarders(10),
  );
  const functions = topology.functions.filter(({ service }) => service === 'forwarders');
  const resources = consumerResources(topology, functions, {});
  const waitsFor = Object.entries(resources).map(([id, { DependsOn }]) => [id, DependsOn]);
  expect(waitsFor).toHaveLength(12);
  const ids = waitsFor.map(([id]) => id);
  expect(waitsFor).toEqual(ids.map((id, index) => [id, index < 5 ? undefined : [ids[index - 5]]]));
});

it('is left out at stage local, and where it is not asked for', () => {
  const asked = topologyOf(FAN_OUT);
  for (const topology of [{ ...asked, stage: 'local' }, topologyOf()]) {
    expect(consumerResources(topology, topology.functions, {})).toEqual({});
    const route = functionOf(topology, 'router-route');
    expect(mappingExtensions(topology, [route], {})[mappingLogicalId(route)]?.Properties).not.toHaveProperty(
      'EventSourceArn',
    );
  }
});

it.each([
  [18, ''],
  [19, '21 functions read stream in with fanOut; more than 20 registered consumers need On-demand Advantage'],
  [49, '51 functions read stream in with fanOut; a stream has at most 50 registered consumers'],
])('knows the quota of consumers, with %i forwarders more', (count, expected) => {
  const found = foundWith(count);
  if (expected === '') expect(found).not.toContain('registered consumers');
  else expect(found).toContain(expected);
});

it('knows that a provisioned stream of ours has the smaller quota, and leaves one of others alone', () => {
  const provisioned: Edit = ['stages/dev', '{ mode: on-demand }', '{ mode: provisioned, shards: 1 }'];
  const external: Edit = ['stages/dev', 'deadLetters:', 'external: { streams: { in: theirs } }\ndeadLetters:'];
  const expected = '21 functions read stream in with fanOut; a provisioned stream has at most 20 registered consumers';
  expect(foundWith(19, provisioned)).toContain(expected);
  expect(foundWith(18, provisioned)).not.toContain('registered consumers');
  expect(foundWith(19, provisioned, external)).toContain('need On-demand Advantage');
});

it('functions with fan-out share no throughput', () => {
  expect(foundWith(3)).not.toContain('they share');
});
