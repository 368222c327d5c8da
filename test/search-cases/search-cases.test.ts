import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeCase, type SearchCase } from '../../cli/baikonur/dead-letters/search-case.ts';
import { ROOT } from '../../local/stack/paths.ts';
import { MANIFESTS } from '../../services/manifests.ts';
import { loadTopology } from '../../shared/deploy/topology/read-config.ts';

const topology = loadTopology(MANIFESTS, 'dev', ROOT);
const esSink = 'baikonur-dev-es-sink-sink';
const cases = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.json'));

function caseOf(value: unknown, properties: SearchCase['properties'], fn = 'baikonur-dev-s3-sink-sink'): SearchCase {
  const data = JSON.stringify({ log_type: 'app', log_id: 'a', time: '2026-11-22T00:00:00Z', user: { age: value } });
  const deadLetter = { identity: 's/shard/1', function: fn, target: '-', reason: 'rejected_by_destination', data };
  return { index: 'logs-app-*', error: 'it is no number', field: 'user.age', properties, deadLetter };
}

function ageAs(mapping: object): SearchCase['properties'] {
  return { user: { properties: { age: mapping } } };
}

// Files of `baikonur letters autopsy --fixtures test/search-cases`.
it.each(['the folder is read', ...cases])('%s', (name) => {
  const found = cases.includes(name) ? JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8')) : undefined;
  expect(found && judgeCase(found, topology, {})).toBeUndefined();
});

describe('a case', () => {
  it.each<[string, SearchCase, string | undefined]>([
    ['is open as it is written', caseOf('old', {}), 'it is no number'],
    ['stays open with a type that does not fit', caseOf('old', ageAs({ type: 'long' })), 'it is no number'],
    ['is fixed by ignore_malformed', caseOf('old', ageAs({ type: 'long', ignore_malformed: true })), undefined],
    ['is fixed by a type that fits', caseOf('old', ageAs({ type: 'keyword' })), undefined],
    ['of an object stays open with a keyword', caseOf({ a: 1 }, ageAs({ type: 'keyword' })), 'it is no number'],
    ['of an object is fixed where it is not indexed', caseOf({ a: 1 }, { user: { enabled: false } }), undefined],
    ['is fixed when nothing takes the log any more', caseOf('old', {}, esSink), undefined],
    ['that is broken says so', { ...caseOf('old', {}), deadLetter: {} }, expect.stringContaining('the case is broken')],
  ])('%s', (_name, given, expected) => {
    expect(judgeCase(given, topology, {})).toEqual(expected);
  });
});
