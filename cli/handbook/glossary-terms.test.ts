import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTerms, splitAtTerms } from './glossary-terms.ts';

const GLOSSARY = readFileSync(join(__dirname, '../../docs/glossary.md'), 'utf8');
const english = readTerms(GLOSSARY, 'en');
const japanese = readTerms(GLOSSARY, 'ja');

it('reads the terms of both languages', () => {
  expect(english).toContainEqual(expect.objectContaining({ word: 'dead letter', anchor: 'term-dead-letter' }));
  expect(english).toContainEqual(expect.objectContaining({ word: 'time to live', anchor: 'term-time-to-live' }));
  expect(japanese).toContainEqual(expect.objectContaining({ word: 'デッドレター', anchor: 'term-dead-letter' }));
  expect(japanese).toContainEqual(expect.objectContaining({ word: '保留', anchor: 'term-hold' }));
  expect(english.length).toBeGreaterThan(50);
  const ofEden = english.filter(({ isOfEden }) => isOfEden).map(({ word }) => word);
  expect(ofEden).toEqual(expect.arrayContaining(['clone', 'lease', 'profile']));
  expect(ofEden).not.toContain('record');
});

it.each([
  ['The dead letters wait.', english, ['The ', 'dead letters', ' wait.']],
  ['A stream, a stream', english, ['A ', 'stream', ', a stream']],
  ['streamlined', english, ['streamlined']],
  ['シャード進捗を読む', japanese, ['シャード進捗', 'を読む']],
  ['デッドレターと台帳', japanese, ['デッドレター', 'と', '台帳']],
  ['Route 53 and a route', english, ['Route 53 and a ', 'route']],
  ['a delivery stream, a delivery ends', english, ['a delivery stream, a ', 'delivery', ' ends']],
  ['It holds up to 5; the hold ends', english, ['It holds up to 5; the ', 'hold', ' ends']],
  ['The entry point; an entry', english, ['The entry point; an ', 'entry']],
  ['its entry in ', english, ['its entry in ']],
  ["Elastic's forwarder, a forwarder", english, ["Elastic's forwarder, a ", 'forwarder']],
  ['functions of the library, a function', english, ['functions of the library, a ', 'function']],
  ["the function's log, a log", english, ['the ', 'function', "'s log, a ", 'log']],
  ['Look at the log of ', english, ['Look at the log of ']],
  ['an ingest pipeline, the pipeline', english, ['an ingest pipeline, the ', 'pipeline']],
  ['the reason why; a reason', english, ['the reason why; a ', 'reason']],
  ['of data streams; a Kinesis data stream', english, ['of data streams; a Kinesis data ', 'stream']],
  ['its log group', english, ['its log group']],
  ['forwarders.yml, subscriptions.yml', english, ['forwarders.yml, subscriptions.yml']],
  ['日本語版', japanese, ['日本語版']],
  ['再試行の試行', japanese, ['再試行の', '試行']],
  ['', english, []],
] as const)('%s', (text, terms, pieces) => {
  expect(splitAtTerms(text, terms, new Set()).map((piece) => piece.text)).toEqual(pieces);
});

it('links a term once in a page', () => {
  const seen = new Set<string>();
  expect(splitAtTerms('a sink', english, seen).filter(({ anchor }) => anchor !== undefined)).toHaveLength(1);
  expect(splitAtTerms('a sink', english, seen)).toEqual([{ text: 'a sink' }]);
});
