import { MANIFESTS } from '../../services/manifests.ts';
import { serviceAlarmResources } from '../../shared/deploy/template/alarms.ts';
import { dashboardResources } from '../../shared/deploy/template/dashboard.ts';
import { loadTopology } from '../../shared/deploy/topology/read-config.ts';
import type { StreamFunction } from '../../shared/deploy/topology/topology.ts';
import { createTelemetry } from '../../shared/observability/create-telemetry.ts';
import type { BatchReport } from '../../shared/pipeline/batch-report.ts';
import { parseCommonSettings } from '../../shared/settings/common-settings.ts';

const REPORT: BatchReport = {
  requestId: 'request',
  ledger: {
    received: 3,
    delivered: 1,
    filtered: 0,
    rejected: 2,
    retryable: 0,
    alreadyDelivered: 0,
    targets: {},
    mismatches: ['a sum'],
  },
  settled: { filtered: 0, arrivals: [{ fromMs: 0, records: 3, logs: 3 }] },
  records: 3,
  controlMessages: 0,
  unknownZones: { BRST: 2 },
  bytesIn: 1,
  bytesOut: 1,
  deliveryMs: 1,
  durationMs: 1,
  oldestLogAgeMs: 1,
  shardHeldMs: 1,
  reasons: { held_too_long: 2 },
  progressTruncated: true,
  problems: [],
};

/** One metric as CloudWatch keeps it: a name under exactly these dimensions. */
function series(metric: string, dimensions: Readonly<Record<string, string>>): string {
  return `${metric} ${JSON.stringify(Object.entries(dimensions).sort())}`;
}

/** CloudWatch's embedded metric format, as far as it is read here. */
interface Embedded {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [key: string]: unknown;
}

const topology = loadTopology(MANIFESTS, 'dev');
function functionsOf(service: string) {
  return topology.functions.filter((fn) => fn.service === service);
}
const services = [...new Set(topology.functions.map(({ service }) => service))];

/** The series that a function really writes, by its own variables. */
function emittedBy(fn: StreamFunction): readonly string[] {
  const lines: string[] = [];
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => lines.push(String(chunk)) > 0);
  const environment = { ...fn.environment, AWS_LAMBDA_FUNCTION_NAME: fn.name };
  createTelemetry(parseCommonSettings(environment, fn.service))(REPORT);
  jest.restoreAllMocks();
  const embedded = lines.flatMap((line) => (line.includes('"_aws"') ? [JSON.parse(line) as Embedded] : []));
  return embedded.flatMap(({ _aws, ...values }) =>
    _aws.CloudWatchMetrics.filter(({ Namespace }) => Namespace === 'Baikonur').flatMap(({ Dimensions, Metrics }) =>
      Dimensions.flatMap((names) =>
        Metrics.map(({ Name }) => series(Name, Object.fromEntries(names.map((name) => [name, String(values[name])])))),
      ),
    ),
  );
}

/** Names and values in turn; the label at the end is none. */
function dimensionsOf(rest: readonly (string | object)[]): Readonly<Record<string, string>> {
  const texts = rest.filter((one) => typeof one === 'string');
  return Object.fromEntries(texts.flatMap((name, index) => (index % 2 === 0 ? [[name, texts[index + 1] ?? '']] : [])));
}

describe.each(services)('%s', (service) => {
  const emitted = new Set(functionsOf(service).flatMap(emittedBy));

  it('has alarms on series that its functions write, and on no others', () => {
    const watched = Object.values(serviceAlarmResources(topology, functionsOf(service))).flatMap(
      ({ Properties: { Namespace, MetricName, Dimensions } }) =>
        Namespace === 'Baikonur'
          ? [
              series(
                String(MetricName),
                Object.fromEntries((Dimensions as { Name: string; Value: string }[]).map((d) => [d.Name, d.Value])),
              ),
            ]
          : [],
    );
    expect(watched.length).toBeGreaterThan(3);
    expect(watched.filter((one) => !emitted.has(one))).toEqual([]);
  });

  it('is drawn from series that its functions write', () => {
    const { DashboardBody } = dashboardResources(topology)['Dashboard']?.Properties ?? {};
    const { widgets } = JSON.parse(String(DashboardBody)) as {
      widgets: { properties: { metrics?: (string | object)[][] } }[];
    };
    const drawn = widgets.flatMap(({ properties: { metrics = [] } }) =>
      metrics.flatMap(([namespace, metric, ...rest]) => {
        const dimensions = dimensionsOf(rest);
        const own = namespace === 'Baikonur' && dimensions['service'] === service;
        return own ? [series(String(metric), dimensions)] : [];
      }),
    );
    expect(drawn.length).toBeGreaterThan(3);
    expect(drawn.filter((one) => !emitted.has(one))).toEqual([]);
  });
});
