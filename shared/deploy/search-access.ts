import { type ConfigProblem, showValue } from '../settings/env-reader.ts';
import type { Texts } from './manifest.ts';
import { searchDomain } from './template/statements.ts';

/** Signed requests are granted on a domain: without its name they would all be refused. */
export function judgeSearchAccess(environment: Texts): readonly ConfigProblem[] {
  const { ES_HOST: host, ES_AUTH: auth = 'sigv4' } = environment;
  // An address with an @ is refused for that.
  if (environment['ES_SERVICE'] === 'aoss') return [];
  if (host === undefined || host.includes('@') || auth !== 'sigv4') return [];
  if (searchDomain(environment) !== undefined) return [];
  const sentence = `ES_AUTH sigv4 needs a domain to grant access to: ES_HOST ${showValue(host)} names none, so ES_DOMAIN is required`;
  return [{ variables: ['ES_HOST', 'ES_DOMAIN'], sentence }];
}
