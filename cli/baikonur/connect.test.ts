import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveStack } from '../../local/stack/stack-state.ts';
import { connectStage, meantStage } from './connect.ts';

const LOCAL = 'http://127.0.0.1:4566';
const AWS = 'https://kinesis.eu-west-1.amazonaws.com';
const NO_FILES = {
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
};

describe('the stage that is meant', () => {
  it.each<[string | undefined, string | undefined, string]>([
    ['prod', LOCAL, 'prod'],
    [undefined, LOCAL, 'local'],
    [undefined, AWS, 'dev'],
    [undefined, undefined, 'dev'],
  ])('%s with the endpoint %s is %s', (stage, endpoint, meant) => {
    expect(meantStage(stage, { AWS_ENDPOINT_URL: endpoint })).toBe(meant);
  });
});

describe('where a stage is', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'baikonur-connect-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const stackUp = () =>
    saveStack(join(directory, 'dev'), {
      connection: {
        endpoint: 'http://127.0.0.1:999',
        region: 'us-east-1',
        accessKeyId: 'test',
        secretAccessKey: 'test',
      },
      runnerPid: 1,
      directory,
      buildFolders: [],
    });
  const connect = (stage: string, env: Readonly<Record<string, string>>) =>
    connectStage({ stage, region: 'eu-west-1' }, env, join(directory, 'dev'));

  it('an endpoint goes first, with credentials no account knows', async () => {
    expect(await connect('local', { AWS_ENDPOINT_URL: LOCAL })).toMatchObject({
      AWS_ENDPOINT_URL: LOCAL,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_REGION: 'eu-west-1',
    });
  });

  it('keeps credentials and region that are set', async () => {
    const env = {
      AWS_ENDPOINT_URL: LOCAL,
      AWS_ACCESS_KEY_ID: 'mine',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_REGION: 'sa-east-1',
    };
    expect(await connect('dev', env)).toEqual(env);
  });

  it('stage local is the stack that is up, whatever the account of the machine', async () => {
    await stackUp();
    const names = ['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY', 'SESSION_TOKEN', 'PROFILE', 'ENDPOINT_URL_KINESIS'];
    const machine = Object.fromEntries(names.map((name) => [`AWS_${name}`, 'real']));
    expect(await connect('local', machine)).toEqual({
      AWS_ENDPOINT_URL: 'http://127.0.0.1:999',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      ...NO_FILES,
    });
  });

  it('with an endpoint that is set, stage local goes to nothing else, with no other credentials', async () => {
    const names = ['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY', 'SESSION_TOKEN', 'PROFILE', 'ENDPOINT_URL_KINESIS'];
    const machine = Object.fromEntries(names.map((name) => [`AWS_${name}`, 'real']));
    expect(await connect('local', { ...machine, AWS_ENDPOINT_URL: LOCAL })).toEqual({
      AWS_ENDPOINT_URL: LOCAL,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'eu-west-1',
      ...NO_FILES,
    });
  });

  it.each([
    ['no stack', {}, /no local AWS is up; start one with `npm run local -- up`/],
    ['AWS itself', { AWS_ENDPOINT_URL: AWS }, /AWS_ENDPOINT_URL: .* never reaches a real account/],
    ['a plain public address', { AWS_ENDPOINT_URL: 'http://52.94.5.1' }, /never reaches a real account/],
  ])('stage local refuses %s', async (_, env, sentence) => {
    await expect(connect('local', env)).rejects.toThrow(sentence);
  });

  it('any other stage is the account’s, in its own region', async () => {
    await stackUp();
    const env = { AWS_ACCESS_KEY_ID: 'mine', AWS_SECRET_ACCESS_KEY: 'x' };
    expect(await connect('dev', env)).toEqual({ ...env, AWS_REGION: 'eu-west-1' });
  });
});
