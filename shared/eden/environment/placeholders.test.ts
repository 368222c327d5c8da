import { testProfile } from '../testing/records.ts';
import { fillPlaceholders, hostUnder, profilesNamed, secretOf, secretReference } from './placeholders.ts';

const values = { name: 'foo', pr: '12', hosts: { api: 'api-foo.dev.example.com' } };

describe('fillPlaceholders', () => {
  it.each([
    ['plain', 'plain'],
    ['{{name}}-{{pr}}-{{name}}', 'foo-12-foo'],
    ['https://{{host:api}}/v1', 'https://api-foo.dev.example.com/v1'],
    ['{{host}} is filled in later', '{{host}} is filled in later'],
    ['{{user}} {{ name }} {name}', '{{user}} {{ name }} {name}'],
    ['$& $1', '$& $1'],
  ])('%s is %s', (text, expected) => {
    expect(fillPlaceholders({ A: text }, values)).toEqual({ status: 'ok', environment: { A: expected } });
  });

  it('fills in the path of a secret', () => {
    const A = '{{secret:/app/{{name}}/password}}';
    expect(fillPlaceholders({ A }, values)).toEqual({
      status: 'ok',
      environment: { A: '{{secret:/app/foo/password}}' },
    });
  });

  it.each(['{{{{name}}:arn:aws:ssm:us-east-1:1:parameter/x}}', '{{{{name}}:/prod/password}}'])(
    '%s is no reference to a secret in an environment that is called so',
    (A) => {
      expect(fillPlaceholders({ A }, { ...values, name: 'secret' })).toMatchObject({
        status: 'refused',
        problems: [{ field: 'environment', message: expect.stringContaining('Variable A becomes a reference') }],
      });
    },
  );

  it('reports all that is not known together', () => {
    const unknown = { name: 'foo', pr: undefined, hosts: {} };
    const environment = { A: '{{pr}}', B: '{{host:api}} {{host:toString}}' };
    expect(fillPlaceholders(environment, unknown)).toMatchObject({
      status: 'refused',
      problems: [
        { field: 'pr', message: 'Variable A holds {{pr}}, and no pull request is given (pr).' },
        { message: 'Variable B holds {{host:api}}, and there is no profile api to take it from.' },
        { message: 'Variable B holds {{host:toString}}, and there is no profile toString to take it from.' },
      ],
    });
  });
});

it('profilesNamed gives each profile once', () => {
  expect(profilesNamed({ A: '{{host:api}} {{host:web-2}}', B: '{{host:api}} {{host}}' })).toEqual(['api', 'web-2']);
});

it.each([
  [{ domainNamePrefix: 'api' }, 'Foo', 'api-foo.example.com'],
  [{ domainNamePrefix: '' }, 'foo', 'foo.example.com'],
  [{ domainNamePrefix: 'api', dynamicZoneName: 'own.example.org' }, 'foo', 'api-foo.own.example.org'],
])('the host under %j', (more, name, host) => {
  expect(hostUnder(testProfile(more), name, 'example.com')).toBe(host);
});

it.each([
  ['{{secret:arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf}}', true],
  ['{{secret:/app/db/password}}', true],
  ['{{secret:}}', false],
  ['x{{secret:/a}}', false],
  ['{{secret:arn:aws:s3:::bucket}}', false],
])('%s refers to a secret: %s', (value, is) => {
  const from = secretOf(value);
  expect(from === undefined ? undefined : secretReference(from)).toBe(is ? value : undefined);
});
