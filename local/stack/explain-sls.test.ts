import { explainSls } from './explain-sls.ts';

const BANNER = 'Environment: linux, node 24.21.0, osls 4.3.1 (local)\nDocs:        github.com/oss-serverless/osls\n\n';

it.each([
  [
    'a call that failed',
    `Error:\nconnect ECONNREFUSED 127.0.0.1:1${BANNER}\nDeploying baikonur-router to stage local (us-east-1)\n\n× Stack baikonur-router-local failed to deploy (2s)\n`,
    'connect ECONNREFUSED 127.0.0.1:1',
  ],
  [
    'problems in config/',
    'Error:\nCannot resolve serverless.yml: Variables resolution errored with:\n  - Cannot resolve variable at "custom.app": Cannot resolve "serverless.cjs": Returned JS function errored with: 2 problems in config/:\nconfig/routes.yml:6: a\nconfig/routes.yml:7: b\n',
    '2 problems in config/:\nconfig/routes.yml:6: a\nconfig/routes.yml:7: b',
  ],
  [
    'a full disk',
    'Error:\nError: ENOSPC: no space left on device, write\n    at async write (node:x:1:2)\n',
    'the disk is full',
  ],
  [
    'an error with its stack',
    'Error:\nTypeError: a is not b\n    at run (/x/y.js:1:2)\n    at /z.js:3:4\n',
    'TypeError: a is not b',
  ],
  ['nothing that it knows', 'Docs:\n', 'sls printed:\nDocs:\n'],
])('finds the reason in %s', (_name, output, reason) => {
  expect(explainSls(output)).toBe(reason);
});
