import { createNames } from './names.ts';

const names = createNames({ project: 'baikonur', stage: 'dev', region: 'eu-west-1' });

it.each([
  ['stream', names.stream('router'), 'baikonur-dev-router'],
  ['delivery stream', names.deliveryStream('partner'), 'baikonur-dev-partner'],
  ['bucket', names.bucket('archive', '123456789012'), 'baikonur-dev-archive-123456789012-eu-west-1'],
  ['table', names.table('progress'), 'baikonur-dev-progress'],
  ['service', names.service('s3-sink'), 'baikonur-s3-sink'],
  ['stack', names.stack('s3-sink'), 'baikonur-s3-sink-dev'],
  ['function', names.function('router', 'route'), 'baikonur-dev-router-route'],
  ['log group', names.logGroup('router', 'route'), '/aws/lambda/baikonur-dev-router-route'],
  ['role', names.role('subscription'), 'baikonur-dev-subscription-eu-west-1'],
  ['alarm', names.alarm('router-route', 'errors'), 'baikonur-dev-router-route-errors'],
  ['dashboard', names.dashboard, 'baikonur-dev'],
])('%s', (_kind, actual, expected) => {
  expect(actual).toBe(expected);
});
