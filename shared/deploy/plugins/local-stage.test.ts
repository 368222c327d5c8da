import { join } from 'node:path';

/** The framework as far as the plugin looks at it. */
const serverless = { processedInput: { commands: ['deploy'] }, classes: { Error } };

/** The plugin is CommonJS without types: what it takes is written here. */
const LocalStage = jest.requireActual<new (framework: typeof serverless, options: { stage: string }) => object>(
  join(__dirname, 'local-stage.cjs'),
);

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

/** Variables that AWS tools would read, except the machine's certificates. */
function awsVariables(): object {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name.startsWith('AWS_') && name !== 'AWS_CA_BUNDLE'),
  );
}

it.each([
  ['https://s3.amazonaws.com./', 'stage local never reaches a real account'],
  ['https://s3.cn-north-1.amazonaws.com.cn', 'stage local never reaches a real account'],
  ['http://52.94.5.1', 'stage local never reaches a real account'],
  ['nonsense', 'AWS_ENDPOINT_URL: expected a URL such as http://127.0.0.1:4566, got "nonsense"'],
])('refuses %s', (endpoint, message) => {
  process.env['AWS_ENDPOINT_URL'] = endpoint;
  expect(() => new LocalStage(serverless, { stage: 'local' })).toThrow(message);
});

it('leaves nothing in the environment that leads elsewhere', () => {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    AWS_ENDPOINT_URL_S3: 'https://s3.amazonaws.com',
    AWS_PROFILE: 'mine',
    AWS_ACCESS_KEY_ID: 'real',
    AWS_SECRET_ACCESS_KEY: 'real',
    AWS_SESSION_TOKEN: 'real',
  });
  const options = { stage: 'local', 'aws-profile': 'mine' };
  new LocalStage(serverless, options);
  expect(awsVariables()).toEqual({
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  expect(options).toEqual({ stage: 'local' });
});

it('leaves other stages alone', () => {
  process.env['AWS_PROFILE'] = 'mine';
  new LocalStage(serverless, { stage: 'dev' });
  expect(process.env['AWS_PROFILE']).toBe('mine');
});
