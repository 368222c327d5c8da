import { writeSync } from 'node:fs';
import { describeAutopsy } from './describe-autopsy.ts';
import { describeCleaner, describeCleanerOnDataStreams } from './describe-cleaner.ts';
import { describeDataStreams } from './describe-data-streams.ts';
import { describeFaults, describeOwnFaults } from './describe-faults.ts';
import { describeIndices } from './describe-indices.ts';
import { describePipelines } from './describe-pipelines.ts';
import { describeSink, describeSyntheticSource } from './describe-sink.ts';
import { describeTemplate } from './describe-template.ts';
import { createEngineApi, type EngineApi } from './engine-api.ts';
import { type Choice, chooseEngine, chooseEngineHere, startChosen, type TestedEngine } from './engine-under-test.ts';

/** Small enough that a test can pass them. */
const SMALL_LIMITS = {
  'thread_pool.write.queue_size': '4',
  'http.max_content_length': '1mb',
};

function describeEngine(choice: Exclude<Choice, { status: 'leaveOut' }>): void {
  const name = choice.status === 'start' ? choice.engine : choice.url;
  describe(`on ${name}`, () => {
    let tested: TestedEngine;
    let api: EngineApi;
    beforeAll(async () => {
      tested = await startChosen(choice, SMALL_LIMITS);
      api = createEngineApi(tested.url);
    }, 300_000);
    afterEach(() => api.cleanUp());
    afterAll(() => tested?.stop(), 60_000);
    const engine = () => api;

    describe('es-sink', () => {
      describeSink(engine);
      describeFaults(engine);
      describeIndices(engine);
      if (choice.status === 'start') describeOwnFaults(engine, async () => tested.restart?.());
      describePipelines(engine);
      if (name === 'elasticsearch8') describeSyntheticSource(engine);
    });
    describe('data streams', () => describeDataStreams(engine, { hasStreamCalls: !name.startsWith('elasticsearch') }));
    describe('baikonur letters autopsy', () => describeAutopsy(engine));
    describe('index template', () => describeTemplate(engine));
    describe('es-cleaner', () => {
      describeCleaner(engine);
      if (!name.startsWith('elasticsearch')) describeCleanerOnDataStreams(engine);
    });
  });
}

jest.setTimeout(60_000);

describe('the engine under test', () => {
  it.each([
    [{}, undefined, { status: 'start', engine: 'opensearch2' }],
    [{ SEARCH_ENGINE: 'elasticsearch8' }, undefined, { status: 'start', engine: 'elasticsearch8' }],
    [{ OPENSEARCH_URL: 'http://127.0.0.1:9200/' }, 'no Java', { status: 'use', url: 'http://127.0.0.1:9200' }],
    [{}, 'no Java', { status: 'leaveOut', reason: expect.stringContaining('no Java') }],
  ])('%j, missing %s: %j', (env, missing, choice) => {
    expect(chooseEngine(env, missing)).toEqual(choice);
  });

  it.each([
    [{ CI: 'true' }, 'no Java', 'no Java'],
    [{ SEARCH_ENGINE: 'opensearch3' }, 'no Java', 'no Java'],
    [{ SEARCH_ENGINE: 'solr' }, undefined, 'unknown engine solr; there are opensearch2'],
  ])('%j, missing %s: may not be left out', (env, missing, message) => {
    expect(() => chooseEngine(env, missing)).toThrow(message);
  });
});

const choice = chooseEngineHere();
if (choice.status === 'leaveOut') writeSync(2, `\nLEFT OUT: ${choice.reason}\n\n`);
else describeEngine(choice);
