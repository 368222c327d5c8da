import { MANIFESTS } from '../../services/manifests.ts';
import { serviceValues } from '../../shared/deploy/template/service-values.ts';
import { loadTopology } from '../../shared/deploy/topology/read-config.ts';
import { readText, sectionOf } from './project.ts';

/** us-east-1, October 2026. */
const PRICES = {
  shardHour: 0.015,
  longRetentionShardHour: 0.02,
  onDemandHour: 0.04,
  alarm: 0.1,
  dashboard: 3,
} as const;
const HOURS = 730;

const topology = loadTopology(MANIFESTS, 'dev');
const page = sectionOf(readText('docs/deploy.md'), 'What it costs');

function alarmCount(): number {
  const resources = MANIFESTS.flatMap((service) => Object.values(serviceValues(topology, service).resources));
  return resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm').length;
}

it('docs/deploy.md says what the shipped stage costs when it is idle', () => {
  const shards = topology.streams.reduce((sum, { shards: own = 0 }) => sum + own, 0);
  const streams = shards * PRICES.shardHour * HOURS;
  const retention = shards * PRICES.longRetentionShardHour * HOURS;
  const alarms = alarmCount() * PRICES.alarm;
  expect(topology.streams.every(({ retentionHours }) => retentionHours > 24)).toBe(true);
  const rows = [...page.matchAll(/^\| .* \| \*{0,2}([\d.]+)\*{0,2} +\|$/gm)].map(([, dollars]) => dollars);
  const expected = [streams, retention, alarms, PRICES.dashboard, streams + retention + alarms + PRICES.dashboard];
  expect(rows).toEqual(expected.map((dollars) => dollars.toFixed(2)));
  expect(page).toContain(`${alarmCount()} alarms`);
  expect(page).toContain(`it is $${(streams + alarms + PRICES.dashboard).toFixed(2)}`);
  expect(page).toContain(`$${(topology.streams.length * PRICES.onDemandHour * HOURS).toFixed(2)}`);
});
