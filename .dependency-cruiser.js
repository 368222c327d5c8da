/**
 * The rules of imports: which folder may import which. `npm run check` checks them.
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
  ['seed-task'],
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
      name: 'no-deployment-in-a-function',
      comment: 'service.ts is for the deployment: code of a function imports neither it nor shared/deploy.',
      severity: 'error',
      from: { path: '^services/[^/]+/|^shared/(?!deploy/)', pathNot: `^services/[^/]+/service\\.ts$|${TEST}` },
      to: { path: '^shared/deploy/|^services/([^/]+/service|manifests)\\.ts$' },
    },
    {
      name: 'no-import-of-entry-points',
      comment: 'cli, local, bench and library are entry points: nothing imports them.',
      severity: 'error',
      from: { path: '^(services|shared|config)/', pathNot: TEST },
      to: { path: '^(cli|local|bench|library|test)/' },
    },
    {
      name: 'library-imports-sources-of-functions',
      comment: 'The package has only what runs in functions.',
      severity: 'error',
      from: { path: '^library/src/' },
      to: { path: '^(cli|local|bench|config|test)/|^shared/(deploy|eden|search|observability)/' },
    },
    {
      name: 'shared-imports-no-service',
      comment: 'Entry points pass the manifests of services/manifests.ts; a serverless.yml uses the plugin.',
      severity: 'error',
      from: { path: '^shared/', pathNot: `^shared/deploy/plugins/serverless\\.cjs$|${TEST}` },
      to: { path: '^services/' },
    },
    {
      name: 'log-imports-nothing-else',
      comment: 'shared/log imports no other folder of the project.',
      severity: 'error',
      from: { path: '^shared/log/', pathNot: TEST },
      to: { path: '^shared/(?!log/)' },
    },
    {
      name: 'pipeline-imports-no-aws',
      comment: 'The pipeline has ports; shared/aws implements them.',
      severity: 'error',
      from: { path: '^shared/pipeline/', pathNot: TEST },
      to: { path: '^shared/aws/|@aws-sdk' },
    },
    {
      name: 'pure-is-pure',
      comment: 'Pure folders import no SDK, no logger and no file system.',
      severity: 'error',
      from: { path: pure, pathNot: `^shared/deploy/topology/(read-config\\.ts|[^/]+\\.cjs)$|${TEST}` },
      to: { path: '@aws-sdk|@aws-lambda-powertools|@middy|^(node:)?(fs|net|http|https|child_process|os|fs/promises)$' },
    },
    {
      name: 'sdk-behind-ports',
      comment:
        'SDK commands are in shared/aws, and beside it only in eden’s `calls.ts` files, the CLIs, the local stack, and shared/deploy/removal, which runs at deploy time.',
      severity: 'error',
      from: {
        path: '^(services|shared)/',
        pathNot: `^shared/aws/|^shared/deploy/removal/|^shared/eden/(aws/types\\.ts|clients/|[^/]+/[a-z-]*calls\\.ts)|handler\\.ts$|${TEST}`,
      },
      to: { path: '@aws-sdk' },
    },
    { name: 'no-test-in-product', severity: 'error', from: { pathNot: TEST }, to: { path: '\\.test\\.ts$' } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'not-to-dev-dep',
      comment: 'What is deployed needs a real dependency.',
      severity: 'error',
      from: { path: '^(services|shared)/', pathNot: `^shared/deploy/removal/|${TEST}` },
      to: { dependencyTypes: ['npm-dev'], pathNot: '/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The parser reads no JSX: cli/baikonur/watch/page/build-page.test.ts checks what the page imports.
    exclude: { path: 'library/dist|\\.esbuild|\\.serverless|\\.venv|\\.tsx$' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
