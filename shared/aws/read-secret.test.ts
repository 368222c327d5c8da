import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { parseSecretReference, type SecretReference } from '../settings/secret-reference.ts';
import { createClientOptions } from './client-options.ts';
import { createReadSecret } from './read-secret.ts';
import { type Script, type ScriptedServer, startScriptedServer } from './testing/scripted-server.ts';

let server: ScriptedServer;
async function read(text: string, ...scripts: Script[]): Promise<string> {
  server = await startScriptedServer(scripts);
  const env = {
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'eu-west-1',
  };
  const readSecret = createReadSecret({
    secretsManager: () => new SecretsManagerClient(createClientOptions(env, 'SECRETS_MANAGER')),
    ssm: () => new SSMClient(createClientOptions(env, 'SSM')),
  });
  return readSecret(parseSecretReference(text) as SecretReference); // each text below is one
}
function json(value: unknown): Script {
  return { answer: 200, body: JSON.stringify(value) };
}
function sent(): unknown {
  return JSON.parse(String(server.seen[0]?.body));
}

afterEach(() => server.close());

describe('createReadSecret', () => {
  it.each([
    ['secretsmanager:fluent', json({ SecretString: 'the key' }), { SecretId: 'fluent' }],
    ['secretsmanager:fluent#key', json({ SecretString: '{"key":"the key"}' }), { SecretId: 'fluent' }],
    ['ssm:/fluent/key', json({ Parameter: { Value: 'the key' } }), { Name: '/fluent/key', WithDecryption: true }],
  ])('reads %s', async (text, answer, request) => {
    expect(await read(text, answer)).toBe('the key');
    expect(sent()).toEqual(request);
  });

  it('calls no service for a text', async () => {
    expect(await read('text:the key')).toBe('the key');
    expect(server.seen).toEqual([]);
  });

  it.each([
    ['secretsmanager:fluent#key', json({ SecretString: 'hunter2' }), 'is no JSON, but its field key is asked for'],
    ['secretsmanager:fluent#key', json({ SecretString: '{"other":"hunter2"}' }), 'has no text in its field key'],
    ['secretsmanager:fluent#key', json({ SecretString: 'null' }), 'has no text in its field key'],
    [
      'ssm:/fluent/key',
      { answer: 400, body: '{"__type":"AccessDeniedException","message":"not authorized"}' },
      'SSM GetParameter to /fluent/key: 400 AccessDeniedException: not authorized',
    ],
    ['ssm:/fluent/key', { fault: 'hang' }, 'SSM GetParameter to /fluent/key: no answer within 1000 ms'],
  ] as const)('says in a sentence why %s cannot be read', async (text, script, sentence) => {
    const error: Error = await read(text, script).then(
      () => new Error('it was read'),
      (thrown) => thrown,
    );
    expect(error.message).toContain(sentence);
    expect(error.message).not.toContain('hunter2');
  });
});
