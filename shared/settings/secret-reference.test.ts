import { parseSecretReference } from './secret-reference.ts';

const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:fluent-AbCdEf';
const PARAMETER_ARN = 'arn:aws:ssm:us-east-1:123456789012:parameter/fluent/key';

describe('parseSecretReference', () => {
  it.each([
    ['secretsmanager:fluent/key', { store: 'secretsmanager', id: 'fluent/key' }],
    ['secretsmanager:fluent#password', { store: 'secretsmanager', id: 'fluent', field: 'password' }],
    [`secretsmanager:${SECRET_ARN}`, { store: 'secretsmanager', id: SECRET_ARN }],
    [`${SECRET_ARN}#key`, { store: 'secretsmanager', id: SECRET_ARN, field: 'key' }],
    ['ssm:/fluent/key', { store: 'ssm', id: '/fluent/key' }],
    [PARAMETER_ARN, { store: 'ssm', id: PARAMETER_ARN }],
    ['text:a:b#c', { store: 'text', value: 'a:b#c' }],
  ])('%s', (text, expected) => expect(parseSecretReference(text)).toEqual(expected));

  it.each(['hunter2', 'vault:x', 'secretsmanager:', 'secretsmanager:#field', 'ssm:', 'text:', 'text', ''])(
    'refuses %j',
    (text) => expect(parseSecretReference(text)).toBeUndefined(),
  );
});
