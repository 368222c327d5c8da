/**
 * The arrows of the house: which room may know which. `npm run check` proves them.
 * @type {import('dependency-cruiser').IConfiguration}
 */
const TEST = '\\.test\\.ts$|/testing/|^test/';
const pure =
  '^shared/log/|^shared/pipeline/(outcome|ledger|retry/|dead-letter/)|^shared/deploy/(topology|template)/|^local/event-source/core/|^shared/eden/([^/]+/clone|aws/clone-marks|dns-record/changes|listener-rule/rules|environments-file/file)\\.ts$';
/** The folders of eden, the lowest first. A folder imports only from the lines above its own line. */
const EDEN = [
  ['problem'],
  ['profile'],
  ['environment'],
  ['aws'],
  ['lease', 'table'],
  ['run'],
  ['task-definition', 'target-group', 'listener-rule', 'service', 'dns-record', 'environments-file'],
  ['preflight'],
  ['operation'],
  ['clients'],
];
const edenDirection = EDEN.flatMap((line, index) => {
  const allowed = EDEN.slice(0, index).flat();
  return line.map((folder) => ({
    name: `eden-${folder}-imports-downwards`,
    severity: 'error',
    from: { path: `^shared/eden/${folder}/`, pathNot: TEST },
    to: { path: '^shared/eden/', pathNot: `^shared/eden/(${[folder, ...allowed].join('|')})/` },
  }));
});

export default {
  forbidden: [
    ...edenDirection,
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-service-to-service',
      comment: 'Services share code through shared/ only.',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'nothing-knows-the-shells',
      comment: 'cli, local and bench are entrances: nobody depends on them.',
      severity: 'error',
      from: { path: '^(services|shared|config)/', pathNot: TEST },
      to: { path: '^(cli|local|bench|test)/' },
    },
    {
      name: 'shared-knows-no-service',
      severity: 'error',
      from: { path: '^shared/', pathNot: TEST },
      to: { path: '^services/' },
    },
    {
      name: 'log-is-the-ground-floor',
      comment: 'What a log is depends on nothing of ours.',
      severity: 'error',
      from: { path: '^shared/log/', pathNot: TEST },
      to: { path: '^shared/(?!log/)' },
    },
    {
      name: 'pipeline-knows-no-aws',
      comment: 'The pipeline knows ports; shared/aws implements them.',
      severity: 'error',
      from: { path: '^shared/pipeline/', pathNot: TEST },
      to: { path: '^shared/aws/|@aws-sdk' },
    },
    {
      name: 'pure-is-pure',
      comment: 'Pure rooms import no SDK, no logger and no file system.',
      severity: 'error',
      from: { path: pure, pathNot: `^shared/deploy/topology/(read-config\\.ts|[^/]+\\.cjs)$|${TEST}` },
      to: { path: '@aws-sdk|@aws-lambda-powertools|@middy|^(node:)?(fs|net|http|https|child_process|os|fs/promises)$' },
    },
    {
      name: 'sdk-behind-ports',
      comment:
        'SDK commands are in shared/aws, and beside it only in eden’s `calls.ts` files, the CLIs and the local stack.',
      severity: 'error',
      from: {
        path: '^(services|shared)/',
        pathNot: `^shared/aws/|^shared/eden/(aws/types\\.ts|clients/|[^/]+/[a-z-]*calls\\.ts)|handler\\.ts$|${TEST}`,
      },
      to: { path: '@aws-sdk' },
    },
    { name: 'no-test-in-product', severity: 'error', from: { pathNot: TEST }, to: { path: '\\.test\\.ts$' } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'not-to-dev-dep',
      comment: 'What is deployed needs a real dependency.',
      severity: 'error',
      from: { path: '^(services|shared)/', pathNot: TEST },
      to: { dependencyTypes: ['npm-dev'], pathNot: '/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.esbuild|\\.serverless|\\.venv' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
