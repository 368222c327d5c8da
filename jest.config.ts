import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from 'jest';
import { ONLY_LONG_SUITES, SHORT_VARIABLE } from './test/run/long-suites.ts';

const CACHE = join(realpathSync(join(import.meta.dirname, 'node_modules')), '.cache');
// swc unpacks its 30 MB into the user's home otherwise.
process.env['SWC_NATIVE_BINDING_CACHE'] ??= join(CACHE, 'swc');

/** ESM-only packages that jest, which runs CommonJS, must transform as well. */
const ESM_ONLY = ['@middy/', 'p-map/'];

const shared: Config = {
  testEnvironment: 'node',
  // Not in the temporary folder, which each run has for itself.
  cacheDirectory: join(CACHE, 'jest'),
  testMatch: ['**/*.test.ts'],
  modulePathIgnorePatterns: [
    '/.esbuild/',
    '/.serverless/',
    '<rootDir>/library/dist/',
    '<rootDir>/local/.venv/',
    '<rootDir>/.local/',
  ],
  transform: {
    '^.+\\.(ts|js|mjs)$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'commonjs' } },
    ],
  },
  // middy names an `import` condition only, which jest's resolver does not take.
  moduleNameMapper: { '^@middy/(core|util)$': '<rootDir>/node_modules/@middy/$1/index.js' },
  transformIgnorePatterns: [`/node_modules/(?!(${ESM_ONLY.join('|')}))`],
  restoreMocks: true,
};

const config: Config = {
  // A busy machine is slow; no test measures how long it takes. Jest takes it from here alone, not from a project.
  testTimeout: 60_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      roots: [
        '<rootDir>/services',
        '<rootDir>/shared',
        '<rootDir>/cli',
        '<rootDir>/local',
        '<rootDir>/bench',
        '<rootDir>/library',
        '<rootDir>/test',
      ],
      testPathIgnorePatterns: [
        '/node_modules/',
        '<rootDir>/test/integration/',
        '<rootDir>/test/page/',
        ...(process.env[SHORT_VARIABLE] === '1' ? ONLY_LONG_SUITES.map((file) => `<rootDir>/${file}$`) : []),
      ],
      globalSetup: '<rootDir>/test/run/global-setup.ts',
      globalTeardown: '<rootDir>/test/run/global-teardown.ts',
    },
    // In a Chromium: npm run test:page.
    {
      ...shared,
      displayName: 'page',
      roots: ['<rootDir>/test/page'],
      globalSetup: '<rootDir>/test/page/global-setup.ts',
    },
    // One local AWS for all of these, started and deployed to only when one of them is to run.
    {
      ...shared,
      displayName: 'integration',
      roots: ['<rootDir>/test/integration'],
      globalSetup: '<rootDir>/test/integration/global-setup.ts',
      globalTeardown: '<rootDir>/test/integration/global-teardown.ts',
    },
  ],
  // On two cores: a third works while others wait for a server that they started.
  maxWorkers: 3,
  reporters: ['default', 'summary', '<rootDir>/test/plain-count-reporter.ts'],
};

export default config;
