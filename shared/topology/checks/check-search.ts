import type { ReportProblem } from '../problem.ts';
import { FILES, type Sections } from '../sections.ts';
import { searchDomain } from '../template/statements.ts';

/** What es-sink and es-cleaner assume where nothing is said. */
const DEFAULT_AGE_DAYS = 60;

const shortestAge = (environment: Readonly<Record<string, unknown>>): number => {
  const rules = String(environment['RETENTION'] ?? '').matchAll(/=(\d+)/g);
  return Math.min(
    Number(environment['MAX_AGE_DAYS'] ?? DEFAULT_AGE_DAYS),
    ...[...rules].map(([, days]) => Number(days)),
  );
};

/** es-sink and es-cleaner: the domain that is to be reached, and ages that must not contradict each other. */
export const checkSearch = (sections: Sections, report: ReportProblem): void => {
  const { sinks, cleaner } = sections.sinks;
  const sink = sinks['es-sink'];
  if (sink !== undefined) {
    const { environment } = sink;
    const path = ['sinks', 'es-sink', 'environment'];
    if ((environment['ES_AUTH'] ?? 'sigv4') === 'sigv4' && searchDomain(environment) === undefined) {
      const message = `ES_AUTH sigv4 needs a domain to grant access to: ES_HOST ${JSON.stringify(environment['ES_HOST'])} names none, so ES_DOMAIN is required`;
      report(FILES.sinks, path, message);
    }
  }
  if (cleaner === undefined) return;
  const host = sink?.environment['ES_HOST'] ?? cleaner.environment['ES_HOST'];
  if (host === undefined) report(FILES.sinks, ['cleaner'], 'ES_HOST is required: there is no es-sink to take it from');
  const accepted = Number(sink?.environment['LOG_MAX_AGE_DAYS'] ?? DEFAULT_AGE_DAYS);
  const kept = shortestAge(cleaner.environment);
  if (sink !== undefined && accepted > kept) {
    const message = `es-sink takes logs of up to ${accepted} days (LOG_MAX_AGE_DAYS), but indices of ${kept} days are deleted: such a log would make its index again each day`;
    report(FILES.sinks, ['cleaner', 'environment'], message);
  }
};
