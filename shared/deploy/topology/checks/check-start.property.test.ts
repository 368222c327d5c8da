import fc from 'fast-check';
import { MANIFESTS } from '../../../../services/manifests.ts';
import { shortOrLong } from '../../../../test/exhaustive.ts';
import { ConfigError } from '../../../settings/env-reader.ts';
import type { Texts } from '../../manifest.ts';
import { resolveAccount } from '../account.ts';
import { functionIds } from '../build-functions.ts';
import { buildTopology } from '../build-topology.ts';
import { readSections, type Sections } from '../sections.ts';
import { type Edit, edit } from '../testing/config-texts.ts';
import { checkStarts } from './check-start.ts';
import { checkVariableNames } from './check-variables.ts';

const STAGE = 'dev';
const SINKS = "['*']\n";
/** The domain is named twice, so that either may be changed: a missing one is refused, though the function would start. */
const ENGINE = '{ ES_HOST: search-logs-abcdefghijklmnopqrstuvwxyz.eu-west-1.es.amazonaws.com, ES_DOMAIN: logs }';
const RECEIVER = '{ LOG_FLUENT_SINK_ENDPOINT: fluentd, LOG_FLUENT_TAG: prod }';
const WITH_SINKS: Edit = [
  'sinks',
  SINKS,
  `${SINKS}  es-sink: { source: mid, whitelist: ['*'], environment: ${ENGINE} }
  fluent-sink: { source: mid, whitelist: ['*'], environment: ${RECEIVER} }
`,
];
/** es-cleaner alone: beside es-sink its ages are compared with es-sink's, which no cold start does. */
const WITH_CLEANER: Edit = ['sinks', SINKS, `${SINKS}cleaner: { environment: ${ENGINE} }\n`];

function sectionsOf(change: Edit): Sections {
  const { sections, problems } = readSections(edit(change), STAGE);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  // All files are there and without problems.
  return sections as Sections;
}

/** Variables that count beside others alone. */
const NEEDED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  S3_ZSTD_LEVEL: { S3_COMPRESSION: 'zstd' },
};

/** The sections with one variable of a function set in the stage file, which overrides all else. */
function withVariable(sections: Sections, id: string, name: string, value: string): Sections {
  const functions = { ...sections.stage.functions, [id]: { environment: { ...NEEDED[name], [name]: value } } };
  return { ...sections, stage: { ...sections.stage, functions } };
}

/** The sentences of the check. */
function check(sections: Sections): readonly string[] {
  const problems: string[] = [];
  const report = (_file: string, path: readonly PropertyKey[], message: string): void => {
    problems.push(`${String(path.at(-1))}: ${message}`);
  };
  checkVariableNames(MANIFESTS, sections, STAGE, report);
  checkStarts(MANIFESTS, { sections, stage: STAGE, topology: buildTopology(MANIFESTS, sections, STAGE) }, report);
  return problems;
}

/** The sentences of the cold start, in the environment of the template. */
function start(sections: Sections, id: string): readonly string[] {
  const { functions, cleaner } = buildTopology(MANIFESTS, sections, STAGE);
  const fn = [...functions, cleaner].find((one) => one?.id === id);
  const service = MANIFESTS.find(({ name }) => name === fn?.service);
  if (fn === undefined || service === undefined) throw new Error(`no function ${id}`);
  const environment = Object.entries(fn.environment).map(([name, value]) => [
    name,
    resolveAccount(value, '1'.repeat(12)),
  ]);
  const ofLambda: Texts = {
    AWS_REGION: 'eu-west-1',
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.settings.memoryMb),
    TZ: ':UTC',
  };
  try {
    service.parseConfig({ ...ofLambda, ...Object.fromEntries(environment) });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

/** Values that one variable or another takes, and some that none takes. */
const TEXTS =
  `true false 0 1 -1 1.5 9 10 1e3 0x10 20 21 50 101 10000 10001 20000 999999999999999 json ndjson dateutil epoch,clf epoch
Asia/Tokyo Mars/Base logs logs/year=2026 /logs/ ../logs a//b baikonur hive day month none index data_stream es aoss sigv4 basic
ssm:/a text:x secretsmanager:a#b hunter2 me:hunter2@host host:1 host:0 host:70000 [::1]:9200 https://x/?a ftp://x app=7 app=7,web=30
App*=7 app=0 ( -reload$ prod a..b a.b message event log_id source random time`.split(/\s+/);

/** Texts of all kinds, the words that the variable allows, and numbers at and past its limits. */
function valuesFor(allowed: string): fc.Arbitrary<string> {
  const words = allowed.split(/[\s,]+/);
  const limits = words.map(Number).filter((limit) => Number.isInteger(limit));
  const around = limits.flatMap((limit) => [limit - 1, limit, limit + 1].map(String));
  return fc.oneof(
    fc.constantFrom(...TEXTS, ...words, ...around),
    fc.constantFrom('', ' ', ' 1 ', 'a b', 'x'.repeat(300), 'ü', '\n'),
    fc.string({ maxLength: 40 }),
    fc.string({ maxLength: 40, unit: 'grapheme' }),
    fc.integer().map(String),
  );
}

const sinks = sectionsOf(WITH_SINKS);
const cleaner = sectionsOf(WITH_CLEANER);
const functions = [
  ...functionIds(MANIFESTS, sinks).map((id) => ({ id, sections: sinks })),
  { id: 'es-cleaner-clean', sections: cleaner },
];
const variables = functions.flatMap(({ id, sections }) => {
  const service = MANIFESTS.find(({ name }) => id.startsWith(`${name}-`));
  return Object.entries(service?.variables ?? {}).map(([name, variable]) => ({ id, sections, name, variable }));
});

describe('config:check and the cold start agree', () => {
  it('has a base that starts', () => {
    for (const { id, sections } of functions) expect([...check(sections), ...start(sections, id)]).toEqual([]);
  });

  it.each(variables.filter(({ variable }) => variable.source === undefined))(
    'on $name of $id',
    ({ id, sections, name, variable }) => {
      fc.assert(
        fc.property(valuesFor(variable.allowed), (value) => {
          const changed = withVariable(sections, id, name, value);
          const told = check(changed);
          const sentences = start(changed, id);
          expect(told.length).toBe(sentences.length);
          for (const sentence of sentences) expect(told.some((one) => one.endsWith(sentence))).toBe(true);
        }),
        { numRuns: shortOrLong(15, 40) },
      );
    },
  );

  it.each(variables.filter(({ variable }) => variable.source !== undefined))(
    '$name of $id is computed, and refused by hand',
    ({ id, sections, name, variable }) => {
      const told = check(withVariable(sections, id, name, 'x'));
      expect(told).toContain(`${name}: not to be set here, it comes from ${variable.source}`);
    },
  );

  it('meets values of each number on both sides of its limits', () => {
    const limited = variables.filter(({ variable }) => / from \d+ to \d+/.test(variable.allowed));
    for (const { id, sections, name, variable } of limited) {
      const [, min, max] = /from (\d+) to (\d+)/.exec(variable.allowed) ?? [];
      if (variable.source !== undefined) continue;
      for (const limit of [Number(min), Number(max)]) {
        expect(check(withVariable(sections, id, name, String(limit)))).toEqual([]);
      }
      for (const past of [Number(min) - 1, Number(max) + 1]) {
        expect(check(withVariable(sections, id, name, String(past)))).toEqual([
          `${name}: expected ${variable.allowed}, got "${past}"`,
        ]);
      }
    }
    expect(limited.length).toBeGreaterThan(20);
  });
});
