import { MANIFESTS } from '../../../../services/manifests.ts';
import { router } from '../../../../services/router/service.ts';
import { edenStatements } from '../../template/eden-statements.ts';
import { edenValues } from '../../template/eden-values.ts';
import { resolveIntrinsics } from '../../template/resolve-intrinsics.ts';
import { policyBytes } from '../../template/role-policies.ts';
import { serviceValues } from '../../template/service-values.ts';
import { parseTopology } from '../parse-topology.ts';
import { type Edit, edit, FILES } from '../testing/config-texts.ts';
import { functionOf, sinkWith, stageWith, topologyOf } from '../testing/topology-of.ts';
import { measureEnvironment } from './check-sizes.ts';

function problemsOf(...edits: readonly Edit[]): readonly string[] {
  const parsed = parseTopology(MANIFESTS, edit(...edits), 'dev');
  return parsed.status === 'valid' ? [] : parsed.problems.map(({ message }) => message);
}

function numbered(count: number, text: string): readonly string[] {
  return Array.from({ length: count }, (_, index) => text.replace('N', String(index).padStart(4, '0')));
}

function manyRoutes(count: number): Edit {
  const routes = numbered(
    count,
    "  - { name: route-N, types: [team-N.app, team-N.web], where: { path: level, in: [warn, error] }, target: 'kinesis:mid' }",
  );
  return [
    'routes',
    FILES['config/routes.yml'] ?? '',
    `source: in\nroutes:\n  - { name: all, types: ['*'], target: 'kinesis:mid' }\n${routes.join('\n')}\n`,
  ];
}

/** As many of each kind as a stage of eden had that AWS refused. */
function largeEden(times: number, keys = 2): Edit {
  const list = (count: number, text: string) =>
    `[${numbered(count * times, text)
      .map((one) => JSON.stringify(one))
      .join(', ')}]`;
  return stageWith(`eden:
  keys: { ${numbered(keys, 'key-N')
    .map((name) => `${name}: { profiles: ['*'] }`)
    .join(', ')} }
  allow:
    clusters: ${list(20, 'cluster-of-the-team-N')}
    albArns: ${list(10, 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/dev-dynamic/012345678901N')}
    zoneIds: ${list(10, 'Z0123456789N')}
    endpointBuckets: ${list(10, 'endpoints-of-the-team-N')}
    taskRoleArns: ${list(30, 'arn:aws:iam::123456789012:role/service-N-task')}
    executionRoleArns: ${list(30, 'arn:aws:iam::123456789012:role/service-N-execution')}`);
}

describe('routes', () => {
  it('have no limit: 200 routes are in the bundle, not in the variables that Lambda keeps', () => {
    const topology = topologyOf(manyRoutes(200));
    const { functions, bundled } = serviceValues(topology, router);
    expect(JSON.parse(bundled['ROUTES'] ?? '')).toHaveLength(201);
    expect(bundled['ROUTES']?.length).toBeGreaterThan(4 * 4096);
    expect(functions['route']?.environment).not.toHaveProperty('ROUTES');
    expect(bundled).toEqual({ ROUTES: functionOf(topology, 'router-route').environment['ROUTES'] });
  });
});

describe('eden', () => {
  it('20 clusters, 10 ALBs, 10 zones, 10 buckets and 60 roles fit', () => {
    expect(problemsOf(largeEden(1))).toEqual([]);
    const topology = topologyOf(largeEden(1));
    const { functions, bundled, resources } = edenValues(topology);
    expect(Object.keys(bundled)).toEqual(['PASSABLE_ROLES', 'ALB_ARNS', 'CLUSTERS']);
    expect(measureEnvironment(functions.api.environment, 'eu-west-1')).toBeLessThan(1500);
    for (const fn of Object.values(functions)) expect(policyBytes(fn)).toBeLessThanOrEqual(10_240);
    const managed = Object.values(resources).filter(({ Type }) => Type === 'AWS::IAM::ManagedPolicy');
    expect(managed.length).toBeGreaterThan(1);
    const at = { region: 'us-gov-northwest-1', accountId: '0'.repeat(12) };
    for (const { Properties } of managed)
      expect(JSON.stringify(resolveIntrinsics(Properties['PolicyDocument'], at)).length).toBeLessThanOrEqual(6_144);
  });

  it('loses no right where the lists are divided', () => {
    const topology = topologyOf(largeEden(2));
    const { eden } = topology.settings;
    const rights = (
      statements: readonly {
        readonly Action: readonly string[];
        readonly Resource: unknown;
        readonly Condition?: unknown;
      }[],
    ) =>
      statements
        .flatMap(({ Action, Resource, Condition }) =>
          [Resource].flat().map((one) => JSON.stringify([Action, one, Condition])),
        )
        .sort();
    const { functions, resources } = edenValues(topology);
    const managed = Object.entries(resources).flatMap(([id, { Properties }]) =>
      /^ApiPolicy/.test(id) ? (Properties['PolicyDocument'] as { Statement: [] }).Statement : [],
    );
    if (eden === undefined) throw new Error('no eden');
    expect(rights([...functions.api.statements, ...managed])).toEqual(rights(edenStatements(topology, eden)));
  });

  it('is refused past what ten managed policies hold, with the number', () => {
    expect(problemsOf(largeEden(14))).toEqual(
      ['api', 'reaper'].map((name) =>
        expect.stringMatching(
          new RegExp(`^eden: the role of eden-api-${name} needs \\d\\d managed policies for its lists, more than 10$`),
        ),
      ),
    );
  });

  it('is refused with more keys than its variables hold, with the number', () => {
    expect(problemsOf(largeEden(1, 80))).toEqual(
      ['api', 'reaper'].map((name) =>
        expect.stringMatching(
          new RegExp(`^eden: the variables of eden-api-${name} take \\d{4} bytes as JSON, .*, more than 4096$`),
        ),
      ),
    );
  });
});

describe('other functions', () => {
  const manyTypes = numbered(400, 'app.N')
    .map((type) => `${type}=60`)
    .join(',');

  it('es-cleaner is measured as well', () => {
    const sink = sinkWith('es-sink', 'ES_HOST: "https://es", ES_AUTH: none, INDEX_NAME_PREFIX: logs');
    const [file, from, to] = sink;
    expect(problemsOf([file, from, `${to}cleaner: { environment: { RETENTION: '${manyTypes}' } }\n`])).toEqual([
      expect.stringMatching(
        /^cleaner: the variables of es-cleaner-clean take 4\d{3} bytes as JSON, .*, more than 4096$/,
      ),
    ]);
  });

  it('a role with more targets than its policy holds is refused, with the number', () => {
    const names = numbered(160, 'stream-of-a-team-N');
    const streams: Edit = [
      'streams',
      'deliveryStreams:',
      `${names.map((name) => `  ${name}: { description: a, readBy: outside }\n`).join('')}deliveryStreams:`,
    ];
    const routes: Edit = [
      'routes',
      'target: kinesis:mid\n',
      `target: kinesis:mid\n${names.map((name) => `  - { name: ${name}, types: [a], target: 'kinesis:${name}' }\n`).join('')}`,
    ];
    expect(problemsOf(streams, routes)).toEqual([
      expect.stringMatching(/^routes: the policy of the role of router-route takes 1\d{4} bytes, more than 10240$/),
    ]);
  });
});
