import { MANIFESTS } from '../../../../services/manifests.ts';
import { parseTopology } from '../parse-topology.ts';
import { formatProblems } from '../problem.ts';
import { type Edit, edit } from '../testing/config-texts.ts';

const ROUTE: Edit = ['routes', '    target: kinesis:mid\n', '    target: kinesis:mid\n    aggregate: true\n'];
const FORWARDER: Edit = ['forwarders', '    target: kinesis:out\n', '    target: kinesis:out\n    aggregate: true\n'];
const AUTO: Edit = ['streams', 'mid: { description: mid }', 'mid: { description: mid, distribution: auto }'];
const EXTERNAL: Edit = ['stages/dev', 'deadLetters:', 'external: { streams: { mid: theirs } }\ndeadLetters:'];

function parse(...edits: readonly Edit[]) {
  const parsed = parseTopology(MANIFESTS, edit(...edits), 'dev');
  const found = [...(parsed.status === 'valid' ? [] : parsed.problems), ...parsed.warnings];
  return { parsed, found: found.length === 0 ? [] : formatProblems(found).split('\n') };
}

function variablesOf(id: string, ...edits: readonly Edit[]) {
  const { parsed } = parse(...edits);
  return parsed.status === 'valid' ? parsed.topology.functions.find((fn) => fn.id === id)?.environment : undefined;
}

describe('aggregation in config/', () => {
  it.each<[name: string, expected: readonly string[], ...edits: Edit[]]>([
    ['a route', [], ROUTE],
    [
      'a reader outside',
      [
        'config/forwarders.yml:6: forwarders[0].aggregate: the reader of out outside must take aggregates of the KPL apart: the KCL and the SDKs\u2019 aggregation modules do; got aggregate: true of apps'.replace(
          '\u2019',
          "'",
        ),
      ],
      FORWARDER,
    ],
    [
      'a stream that distributes its records itself',
      [
        'config/routes.yml:6: routes[0].aggregate: stream mid distributes its records itself (distribution: auto), and readers of the KCL drop aggregates there',
      ],
      ROUTE,
      AUTO,
      EXTERNAL,
    ],
    [
      'a stream of ours that is said to distribute its records itself',
      [
        "config/streams.yml:3: streams.mid.distribution: the template makes a stream that distributes by partition key; auto describes one of config/stages/dev.yml's external.streams",
      ],
      AUTO,
    ],
    ['a stream of others that does', [], AUTO, EXTERNAL],
    [
      'two routes to one target',
      [
        'config/routes.yml:6: routes[1].aggregate: expected false, as in route all to the same target; got true in route two',
      ],
      [
        'routes',
        '    target: kinesis:mid\n',
        '    target: kinesis:mid\n  - { name: two, types: [a], target: kinesis:mid, aggregate: true }\n',
      ],
    ],
    [
      'a route to Firehose',
      [
        'config/routes.yml:2: routes: router-route: ROUTES[0].aggregate: expected true for a Kinesis stream, or false, got true',
      ],
      ['routes', 'kinesis:mid\n', 'firehose:hose\n    aggregate: true\n'],
      ['forwarders', 'source: mid', 'source: in'],
      ['sinks', 'source: mid', 'source: in'],
    ],
    [
      'a forwarder to Firehose',
      [
        'config/forwarders.yml:6: forwarders[1]: forwarders-hose: AGGREGATE: Firehose does not take aggregates apart that are written to it, got "true"',
      ],
      ['forwarders', 'target: firehose:hose\n', 'target: firehose:hose\n    aggregate: true\n'],
    ],
  ])('%s', (_name, expected, ...edits) => {
    const found = parse(...edits).found.filter((line) => !line.includes('streams.mid: no') && !line.includes('twice'));
    expect(found).toEqual(expected);
  });

  it('gives functions what they need, and nothing where it is not asked for', () => {
    const shards: Edit = ['stages/dev', '{ mode: on-demand }', '{ mode: provisioned, shards: 3 }'];
    expect(variablesOf('forwarders-apps', FORWARDER, shards)).toMatchObject({ AGGREGATE: 'true', TARGET_SHARDS: '3' });
    expect(variablesOf('forwarders-apps', FORWARDER)).not.toHaveProperty('TARGET_SHARDS');
    expect(variablesOf('forwarders-apps', shards)).not.toHaveProperty('AGGREGATE');
    expect(JSON.parse(variablesOf('router-route', ROUTE, shards)?.['ROUTES'] ?? '')).toMatchObject([
      { name: 'all', aggregate: true, shards: 3 },
    ]);
    expect(variablesOf('router-route', shards)?.['ROUTES']).not.toMatch(/aggregate|shards/);
  });
});
