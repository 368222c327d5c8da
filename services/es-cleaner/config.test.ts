import { ConfigError } from '../../shared/settings/env-reader.ts';
import { parseConfig } from './config.ts';

const ENV = { ES_HOST: 'search.example.com' };

it('has defaults', () => {
  expect(parseConfig(ENV)).toEqual({
    service: 'es-cleaner',
    stage: 'local',
    region: 'us-east-1',
    search: { url: 'https://search.example.com/', auth: { type: 'sigv4', service: 'es' }, timeoutMs: 30_000 },
    plan: {
      prefix: '',
      maxAgeDays: 60,
      rules: [],
      excludePattern: /-reload$/,
      maxDeletions: 500,
      maxDeleteShare: 50,
    },
    dryRun: false,
  });
});

it('reads what is set', () => {
  const env = {
    ...ENV,
    INDEX_NAME_PREFIX: 'logs',
    MAX_AGE_DAYS: '90',
    RETENTION: 'audit=365, debug*=7,Web/Access=30,*=80',
    EXCLUDE_PATTERN: '-(reload|keep)$',
    MAX_DELETIONS: '0',
    MAX_DELETE_SHARE: '12.5',
    DRY_RUN_ONLY: 'true',
  };
  expect(parseConfig(env)).toMatchObject({
    plan: {
      prefix: 'logs',
      maxAgeDays: 90,
      rules: [
        { logType: 'audit', maxAgeDays: 365 },
        { logType: 'debug*', maxAgeDays: 7 },
        { logType: 'Web/Access', maxAgeDays: 30 },
        { logType: '*', maxAgeDays: 80 },
      ],
      excludePattern: /-(reload|keep)$/,
      maxDeletions: 0,
      maxDeleteShare: 12.5,
    },
    dryRun: true,
  });
});

it.each([
  [{ RETENTION: 'app' }, 'RETENTION: expected <log_type or prefix*>=<days, 1 or more>, got "app"'],
  [{ RETENTION: 'app=0' }, 'got "app=0"'],
  [{ RETENTION: 'app=1.5' }, 'got "app=1.5"'],
  [{ RETENTION: 'app=-1' }, 'got "app=-1"'],
  [{ RETENTION: '=7' }, 'got "=7"'],
  // Neither a pattern nor a type that anyone has: it would be for no index, and its logs would go too early.
  [{ RETENTION: 'a*b=7' }, 'got "a*b=7"'],
  [{ RETENTION: 'App*=365' }, 'RETENTION: a pattern begins as index names do, in lower case'],
  [{ RETENTION: '_app*=365' }, 'got "_app*=365"'],
  [{ RETENTION: 'ログ*=365' }, 'got "ログ*=365"'],
  [{ RETENTION: 'app=7,web=8,app=9' }, 'RETENTION: app has two ages, 7 and 9 days'],
  [{ MAX_AGE_DAYS: '0' }, 'MAX_AGE_DAYS: expected a whole number from 1 to 36500, got "0"'],
  [{ EXCLUDE_PATTERN: '(' }, 'EXCLUDE_PATTERN: expected a regular expression, got "("'],
  [{ MAX_DELETIONS: '-1' }, 'MAX_DELETIONS'],
  [{ MAX_DELETE_SHARE: '101' }, 'MAX_DELETE_SHARE: expected a number from 0 to 100, got "101"'],
  [{ DRY_RUN_ONLY: 'yes' }, 'DRY_RUN_ONLY: expected one of true, false'],
  [{ ES_HOST: '' }, 'ES_HOST: required, but not set'],
])('%j is refused', (wrong, message) => {
  expect(() => parseConfig({ ...ENV, ...wrong })).toThrow(message);
});

it('names all that is wrong at once', () => {
  const env = { RETENTION: 'a,b', EXCLUDE_PATTERN: '[', MAX_AGE_DAYS: 'x', ES_AUTH: 'basic', INDEX_NAME_PREFIX: '-' };
  try {
    parseConfig(env);
    throw new Error('expected a ConfigError');
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.problems).toHaveLength(7);
  }
});
