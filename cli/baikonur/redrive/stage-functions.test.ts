import { createIsOfStage } from './stage-functions.ts';

it.each([
  ['app-dev-router-route', true],
  ['app-dev-es-sink-main', true],
  ['app-dev-s3-sink-gone', true],
  ['app-prod-es-sink-main', false],
  ['app-dev-eden-api-reaper', false],
  ['app-dev-scheduled-tasks-start', false],
  ['payments', false],
  ['app-dev-es-sink-main:1', false],
  ['arn:aws:lambda:eu-west-1:999999999999:function:app-dev-es-sink-main', false],
  ['', false],
])('%s may receive dead letters of stage dev: %s', (name, expected) => {
  expect(createIsOfStage({ project: 'app', stage: 'dev' })(name)).toBe(expected);
});
