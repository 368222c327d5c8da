import { childEnv } from './child-env.ts';
import { exportLines, LOCAL_CREDENTIALS, refuseEndpoint } from './connection.ts';

it.each([
  'http://127.0.0.1:4566',
  'http://localhost:4566',
  'https://localhost.localstack.cloud:4566',
  'http://aws.test',
])('takes %s', (endpoint) => {
  expect(refuseEndpoint(endpoint)).toBeUndefined();
});

it.each([
  ['https://kinesis.us-east-1.amazonaws.com', /is AWS itself/],
  ['https://KINESIS.us-east-1.AMAZONAWS.com.', /is AWS itself/],
  ['https://sts.cn-north-1.amazonaws.com.cn', /is AWS itself/],
  ['https://s3.dualstack.eu-west-1.api.aws', /is AWS itself/],
  ['https://abc.lambda-url.us-east-1.on.aws', /is AWS itself/],
  ['localhost', /expected a URL .* got "localhost"/],
  ['ftp://localhost', /expected http or https, got "ftp/],
])('refuses %s', (endpoint, sentence) => {
  expect(refuseEndpoint(endpoint)).toMatch(sentence);
});

const connection = { endpoint: 'http://127.0.0.1:1', region: 'us-east-1', ...LOCAL_CREDENTIALS };

it('prints what leads other tools there', () => {
  expect(exportLines(connection).split('\n')).toEqual([
    'export AWS_ENDPOINT_URL=http://127.0.0.1:1',
    'export AWS_REGION=us-east-1',
    'export AWS_DEFAULT_REGION=us-east-1',
    'export AWS_ACCESS_KEY_ID=test',
    'export AWS_SECRET_ACCESS_KEY=test',
  ]);
});

it('hands nothing on that could name a real account', () => {
  const machine = {
    HOME: '/home/me',
    PATH: '/usr/bin',
    AWS_PROFILE: 'production',
    AWS_SESSION_TOKEN: 'real',
    AWS_ACCESS_KEY_ID: 'real',
    AWS_ENDPOINT_URL_S3: 'https://s3.amazonaws.com',
    NODE_OPTIONS: '--inspect',
  };
  const env = childEnv(connection, machine);
  expect(env).toMatchObject({ HOME: '/home/me', AWS_ACCESS_KEY_ID: 'test', AWS_CONFIG_FILE: '/dev/null' });
  expect(env['PATH']?.split(':').at(-1)).toBe('/usr/bin');
  expect(JSON.stringify(env)).not.toMatch(/real|production|amazonaws|inspect/);
});
