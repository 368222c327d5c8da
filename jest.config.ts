import type { Config } from 'jest';

/** ESM-only packages that jest, which runs CommonJS, must transform as well. */
const esmOnly = ['@middy/', 'p-map/'];

const config: Config = {
  testEnvironment: 'node',
  roots: [
    '<rootDir>/services',
    '<rootDir>/shared',
    '<rootDir>/cli',
    '<rootDir>/local',
    '<rootDir>/bench',
    '<rootDir>/test',
  ],
  testMatch: ['**/*.test.ts'],
  modulePathIgnorePatterns: ['/.esbuild/', '/.serverless/', '<rootDir>/local/.venv/', '<rootDir>/.local/'],
  transform: {
    '^.+\\.(ts|js|mjs)$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'commonjs' } },
    ],
  },
  // middy names an `import` condition only, which jest's resolver does not take.
  moduleNameMapper: { '^@middy/(core|util)$': '<rootDir>/node_modules/@middy/$1/index.js' },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')}))`],
  restoreMocks: true,
  maxWorkers: 2,
  reporters: ['default', 'summary', '<rootDir>/test/plain-count-reporter.ts'],
};

export default config;
