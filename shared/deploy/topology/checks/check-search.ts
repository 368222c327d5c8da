import { readRetentionRules } from '../../../search/retention-settings.ts';
import { readIndexNaming, readSearchSettings } from '../../../search/search-settings.ts';
import { ConfigError, type EnvReader, parseSettings } from '../../../settings/env-reader.ts';
import { searchDomain } from '../../template/statements.ts';
import { cleanerVariables, givenVariables, SEARCH_SINK_ID } from '../given-variables.ts';
import type { ReportProblem } from '../problem.ts';
import { FILES, type Sections } from '../sections.ts';
import { judgeVariable } from '../variables.ts';

type Variables = Readonly<Record<string, string>>;

/** What es-sink and es-cleaner assume where nothing is said. */
const DEFAULT_AGE_DAYS = '60';

/** es-sink and es-cleaner: the engine that is to be reached, and ages that must not contradict each other. */
export function checkSearch(sections: Sections, report: ReportProblem): void {
  const { sinks, cleaner } = sections.sinks;
  const ofSink = sinks['es-sink'] && givenVariables(sections, SEARCH_SINK_ID, sinks['es-sink'].environment);
  const told = ofSink === undefined ? [] : sinkProblems(ofSink);
  for (const problem of told) report(FILES.sinks, ['sinks', 'es-sink', 'environment'], problem);
  if (cleaner === undefined) return;
  const ofCleaner = cleanerVariables(sections);
  // What it has from es-sink was told there.
  const own = cleanerProblems(ofCleaner).filter((problem) => !told.includes(problem));
  for (const problem of own) report(FILES.sinks, ['cleaner', 'environment'], problem);
  if (ofSink === undefined) return;
  for (const problem of [explainInterval(ofSink), explainAges(ofSink, ofCleaner)]) {
    if (problem !== undefined) report(FILES.sinks, ['cleaner', 'environment'], problem);
  }
}

function sinkProblems(variables: Variables): readonly string[] {
  return [
    ...readingProblems('es-sink', variables, (env) => [readSearchSettings(env), readIndexNaming(env)]),
    ...grantProblems(variables),
  ];
}

/** What the function itself would say at its first start, when it is too late; what is malformed has been told. */
function readingProblems(service: string, variables: Variables, read: (env: EnvReader) => unknown): string[] {
  const isMalformed = (name: string): boolean =>
    variables[name] !== undefined && judgeVariable(service, name, variables[name]) !== undefined;
  try {
    parseSettings(variables, read);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.filter((problem) => !isMalformed(problem.slice(0, problem.indexOf(':'))));
  }
}

/** Signed requests are granted on a domain: without its name they would all be refused. */
function grantProblems(variables: Variables): string[] {
  const { ES_HOST: host, ES_AUTH: auth = 'sigv4' } = variables;
  // With an @ it is refused for that, and not to be printed.
  if (host === undefined || host.includes('@') || auth !== 'sigv4' || searchDomain(variables) !== undefined) return [];
  const named = `ES_HOST ${JSON.stringify(host)} names none`;
  return [`ES_AUTH sigv4 needs a domain to grant access to: ${named}, so ES_DOMAIN is required`];
}

function cleanerProblems(variables: Variables): readonly string[] {
  return [
    ...readingProblems('es-cleaner', variables, (env) => [
      readSearchSettings(env),
      readIndexNaming(env),
      readRetentionRules(env),
    ]),
    ...grantProblems(variables),
  ];
}

function explainInterval({ INDEX_INTERVAL: interval }: Variables): string | undefined {
  return interval === 'none'
    ? 'INDEX_INTERVAL none gives index names no date: of a type that ends like one (app-202001) all logs would be deleted'
    : undefined;
}

function explainAges(sink: Variables, cleaner: Variables): string | undefined {
  const ages = [...(cleaner['RETENTION'] ?? '').matchAll(/=(\d+)/g)].map(([, days]) => Number(days));
  const kept = Math.min(Number(cleaner['MAX_AGE_DAYS'] ?? DEFAULT_AGE_DAYS), ...ages);
  const accepted = Number(sink['LOG_MAX_AGE_DAYS'] ?? DEFAULT_AGE_DAYS);
  if (accepted <= kept) return undefined;
  return `es-sink takes logs of up to ${accepted} days (LOG_MAX_AGE_DAYS), but indices of ${kept} days are deleted: such a log would make its index again each day`;
}
