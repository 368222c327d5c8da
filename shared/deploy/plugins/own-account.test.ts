import { join } from 'node:path';

interface Framework {
  readonly processedInput: { readonly commands: readonly string[] };
  readonly classes: { readonly Error: ErrorConstructor };
  readonly service: { readonly custom: { readonly app: object } };
  readonly getProvider: () => { readonly getAccountId: () => Promise<string> };
}

const OwnAccount = jest.requireActual<
  new (
    framework: Framework,
  ) => { readonly hooks: { readonly initialize: () => Promise<void> } }
>(join(__dirname, 'own-account.cjs'));

interface Case {
  readonly command?: string;
  readonly stage?: string;
  readonly accountId?: string;
  readonly account?: () => Promise<string>;
}

function initialize({ command = 'deploy', stage = 'dev', accountId, account }: Case): Promise<void> {
  const framework: Framework = {
    processedInput: { commands: command.split(' ') },
    classes: { Error },
    service: { custom: { app: { stage, region: 'eu-west-1', ...(accountId && { accountId }) } } },
    getProvider: () => ({ getAccountId: account ?? (() => Promise.resolve('123456789012')) }),
  };
  return new OwnAccount(framework).hooks.initialize();
}

function noCredentials(): Promise<string> {
  return Promise.reject(new Error('Could not load credentials.'));
}

it.each<[string, Case, string]>([
  ['another account', { accountId: '999999999999' }, 'are those of account 123456789012. Nothing was changed'],
  ['another account at removal', { command: 'remove', accountId: '999999999999' }, 'says accountId "999999999999"'],
  [
    'no credentials',
    { account: noCredentials },
    'AWS does not know who you are: Could not load credentials. Set AWS_PROFILE',
  ],
])('%s is refused before anything is made', async (_, options, sentence) => {
  await expect(initialize(options)).rejects.toThrow(sentence);
});

it.each<[string, Case]>([
  ['the account of the stage file', { accountId: '123456789012' }],
  ['a package without credentials', { command: 'package', account: noCredentials }],
  ['the local AWS', { stage: 'local', account: noCredentials }],
])('%s passes', async (_, options) => {
  await expect(initialize(options)).resolves.toBeUndefined();
});
