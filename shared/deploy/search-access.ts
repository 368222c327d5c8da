import { parseHost } from '../search/search-settings.ts';
import { type ConfigProblem, showValue } from '../settings/env-reader.ts';
import type { Texts } from './manifest.ts';
import { searchDomain } from './template/statements.ts';

/** The Region and the service of an address that AWS gave. */
const AWS_HOST = /\.(?<region>[a-z0-9-]+)\.(?<service>es|aoss)\.amazonaws\.com(\.cn)?$/;

/** Signed requests are granted on a domain or collection of the stage's Region: any other one would refuse them all. */
export function judgeSearchAccess(environment: Texts): readonly ConfigProblem[] {
  const { ES_HOST: host = '', ES_AUTH: auth = 'sigv4', ES_SERVICE: service, AWS_REGION: region } = environment;
  const url = parseHost(host);
  // An address that is none is refused for that.
  if (url === undefined || auth !== 'sigv4') return [];
  const found = AWS_HOST.exec(new URL(url).hostname)?.groups;
  const problems: ConfigProblem[] = [];
  if (found !== undefined && region !== undefined && found['region'] !== region) {
    const sentence = `ES_HOST: expected one in the stage's Region ${region}, where the function may call it, got ${showValue(host)}`;
    problems.push({ variables: ['ES_HOST'], sentence });
  }
  // That a collection needs ES_SERVICE=aoss is said by the settings.
  if (service === 'aoss' || found?.['service'] === 'aoss' || searchDomain(environment) !== undefined) return problems;
  const sentence = `ES_AUTH sigv4 needs a domain to grant access to: ES_HOST ${showValue(host)} names none, so ES_DOMAIN is required`;
  return [...problems, { variables: ['ES_HOST', 'ES_DOMAIN'], sentence }];
}
