import { router } from '../../../services/router/service.ts';
import { functionOf, ours, topologyOf } from '../topology/testing/topology-of.ts';
import { mappingExtensions, mappingLogicalId } from './event-source-mapping.ts';

const topology = topologyOf();
const own = router.resources?.(topology) ?? {};

it.each([
  ['route', 'app-dev-in', 'RouteEventSourceMappingKinesisAppdevin'],
  ['my-apps', 'a.b_c', 'MyDashappsEventSourceMappingKinesisAbc'],
])('the mapping of %s on %s is %s', (key, name, id) => {
  const { source } = functionOf(topology, 'router-route');
  expect(mappingLogicalId({ key, source: { ...source, name } })).toBe(id);
});

it('has the dead-letter bucket as on-failure destination, and counts events', () => {
  const fn = functionOf(topology, 's3-sink-sink');
  expect(mappingExtensions(topology, [fn], {})).toEqual({
    SinkEventSourceMappingKinesisAppdevmid: {
      Properties: {
        DestinationConfig: {
          OnFailure: { Destination: ours('s3:::app-dev-dead-letters-$' + '{AWS::AccountId}-eu-west-1') },
        },
        MetricsConfig: { Metrics: ['EventCount'] },
      },
      DependsOn: [],
    },
  });
});

it.each([
  ['its own template makes', own, ['StreamIn', 'DeadLetterBucket', 'ProgressTable']],
  ['no other template makes', {}, []],
])('waits for what %s', (_, resources, expected) => {
  const fn = functionOf(topology, 'router-route');
  const [mapping] = Object.values(mappingExtensions(topology, [fn], resources));
  expect(mapping?.DependsOn).toEqual(expected);
});

it('keeps the time of a cut-over, in seconds', () => {
  const later = topologyOf([
    'stages/dev',
    'startingPosition: TRIM_HORIZON',
    'startingPosition: AT_TIMESTAMP\n    startingTime: "2026-01-01T00:00:00Z"',
  ]);
  const [mapping] = Object.values(mappingExtensions(later, [functionOf(later, 'router-route')], {}));
  expect(mapping?.Properties).toMatchObject({ StartingPositionTimestamp: 1_767_225_600 });
});
