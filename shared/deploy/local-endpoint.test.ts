import { localEnvironment, refuseEndpoint } from './local-endpoint.ts';

describe('an endpoint of stage local', () => {
  it.each([
    'http://127.0.0.1:4566',
    'http://127.1:4566',
    'http://0x7f000001',
    'http://0.0.0.0:4566',
    'http://[::1]:4566',
    'http://[::ffff:127.0.0.1]:4566',
    'http://[fd00::1]',
    'http://10.1.2.3',
    'http://172.16.0.1',
    'http://172.31.255.255',
    'http://192.168.0.9:4566',
    'http://localhost:4566',
    'http://localhost.',
    'http://LOCALHOST:4566',
    'http://s3.localhost:4566',
    'https://localhost.localstack.cloud:4566',
    'https://s3.localhost.localstack.cloud:4566',
    'http://localstack:4566',
    'http://host.docker.internal:4566',
    'http://printer.local',
    'http://aws.test',
  ])('may be %s', (endpoint) => {
    expect(refuseEndpoint(endpoint)).toBeUndefined();
  });

  it.each([
    'https://kinesis.us-east-1.amazonaws.com',
    'https://KINESIS.us-east-1.AMAZONAWS.com.',
    'https://s3.amazonaws.com./',
    'https://s3.amazonaws.com../',
    'https://s3.amazonaws.com:443',
    'https://sts.cn-north-1.amazonaws.com.cn',
    'https://kinesis.eusc-de-east-1.amazonaws.eu',
    'https://s3.us-iso-east-1.c2s.ic.gov',
    'https://s3.us-isob-east-1.sc2s.sgov.gov',
    'https://s3.dualstack.eu-west-1.api.aws',
    'https://abc.lambda-url.us-east-1.on.aws',
    'https://signin.aws.dev',
    'https://localhost.evil.com',
    'https://localstack.cloud',
    'https://evil-localhost.localstack.cloud',
    'https://localhost.localstack.cloud.evil.com',
    'https://127.0.0.1.nip.io',
    'https://52.94.5.1',
    'https://3232235777.com',
    'http://874796289',
    'http://172.15.0.1',
    'http://172.32.0.1',
    'http://11.0.0.1',
    'http://169.254.169.254',
    'http://[fd00:ec2::254]',
    'http://[fd00:ec2:0:0::23]:4566',
    'http://[fd00:ec2::254].com',
    'http://[2600:1f18::1]',
    'http://[fe80::1]',
    'http://[::ffff:52.94.5.1]',
    'http://[64:ff9b::7f00:1]',
  ])('may not be %s', (endpoint) => {
    expect(refuseEndpoint(endpoint)).toMatch(/stage local never reaches a real account|expected a URL such as/);
  });

  it.each([
    ['localhost', /expected a URL .* got "localhost"/],
    ['nonsense', /expected a URL .* got "nonsense"/],
    ['ftp://localhost', /expected http or https, got "ftp/],
    ['file:///etc/passwd', /expected http or https/],
    ['localhost:4566', /expected http or https/],
    ['http://127.0.0.1@s3.amazonaws.com', /without user name/],
    ['http://me:secret@127.0.0.1', /^expected a URL without user name and password$/],
  ])('is refused where it is %s', (endpoint, sentence) => {
    expect(refuseEndpoint(endpoint)).toMatch(sentence);
  });
});

it.each([
  'AWS_ENDPOINT_URL_KINESIS',
  'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
])('nothing of %s is left in the environment of stage local', (name) => {
  expect(localEnvironment({ [name]: 'real' }, 'http://127.0.0.1:1')).not.toHaveProperty(name);
});

it('an environment of stage local keeps the rest, with other credentials', () => {
  const env = { HOME: '/home/me', AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'real', AWS_SECRET_ACCESS_KEY: 'real' };
  expect(localEnvironment(env, 'http://127.0.0.1:1')).toEqual({
    HOME: '/home/me',
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  });
});
