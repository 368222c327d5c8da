import { stageWith, topologyOf } from '../topology/testing/topology-of.ts';
import { athenaResources } from './athena-resources.ts';

const PARTITIONS = {
  folder: '<log_type>/<day>',
  dayFormat: 'yyyy-MM/dd',
  dayExample: '2026-11/22',
  firstDay: '2020-01/01',
  hasHour: false,
};
const FIELDS = { logId: 'log_id', time: 'time' };

it('names the database so that queries need no quotes, and has no reference in a text', () => {
  const topology = { ...topologyOf(), project: 'my-logs' };
  const resources = athenaResources(topology, { prefix: '', partitions: PARTITIONS, fields: FIELDS });
  expect(resources['ArchiveDatabase']?.Properties).toMatchObject({ DatabaseInput: { Name: 'my_logs_dev' } });
  expect(JSON.stringify(resources)).not.toMatch(/\$\{(?!AWS::)/);
});

it('is refused where s3-sink is not asked for', () => {
  const noSinks = ['sinks', "sinks:\n  s3-sink:\n    source: mid\n    whitelist: ['*']\n", 'sinks: {}\n'] as const;
  expect(() => topologyOf(stageWith('archive: { athena: true }'), noSinks)).toThrow(
    'archive.athena: needs s3-sink, which config/sinks.yml does not have, got true',
  );
});
