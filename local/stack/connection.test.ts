import { LOCAL_CREDENTIALS } from '../../shared/deploy/local-endpoint.ts';
import { childEnv } from './child-env.ts';
import { exportLines } from './connection.ts';

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
