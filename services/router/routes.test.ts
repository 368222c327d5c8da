import { makeLog } from '../../shared/delivery/testing/make-log.ts';
import { compileRoutes, type Route } from './routes.ts';

function route(name: string, types: readonly string[], target: string, where?: Route['where']): Route {
  return {
    name,
    types,
    target,
    maxRecordSizeKiB: 1024,
    ...(where && { where }),
  };
}
const routes = [
  route('all', ['*'], 'kinesis:all'),
  route('web', ['web-*', 'nginx'], 'kinesis:web'),
  route('errors', ['*'], 'firehose:errors', { path: 'level', oneOf: ['error', 5, true] }),
  route('api', ['web-*'], 'kinesis:api', { path: 'http.url', prefix: '/api' }),
  route('all-again', ['app'], 'kinesis:all', { path: 'level', oneOf: ['error'] }),
];
const { selectTargets, pickPaths } = compileRoutes(routes);
function targetsOf(logType: string, level?: unknown, url?: unknown) {
  return selectTargets(makeLog({ logType, picked: [level, url] }));
}

describe('compileRoutes', () => {
  it('asks for each path once', () => {
    expect(pickPaths).toEqual(['level', 'http.url']);
  });

  it.each([
    ['app', undefined, undefined, ['kinesis:all']],
    ['web-1', undefined, undefined, ['kinesis:all', 'kinesis:web']],
    ['nginx', undefined, '/api/x', ['kinesis:all', 'kinesis:web']],
    ['web-1', 'info', '/api/x', ['kinesis:all', 'kinesis:web', 'kinesis:api']],
    ['web-1', 'info', '/', ['kinesis:all', 'kinesis:web']],
    ['web-1', 'info', 7, ['kinesis:all', 'kinesis:web']],
    ['other', 'error', undefined, ['kinesis:all', 'firehose:errors']],
    ['other', 5, undefined, ['kinesis:all', 'firehose:errors']],
    ['other', '5', undefined, ['kinesis:all']],
    ['other', true, undefined, ['kinesis:all', 'firehose:errors']],
  ])('sends %s with level %j and url %j to %j', (logType, level, url, targets) => {
    expect(targetsOf(logType, level, url)).toEqual(targets);
  });

  it('sends a log to one place once, however many routes lead there', () => {
    expect(targetsOf('app', 'error')).toEqual(['kinesis:all', 'firehose:errors']);
  });

  it('has no target for what no route takes', () => {
    const { selectTargets: select } = compileRoutes([route('web', ['web-*'], 'kinesis:web')]);
    expect(select(makeLog({ logType: 'app' }))).toEqual([]);
  });

  it('puts the whitelist before the routes', () => {
    const { selectTargets: select } = compileRoutes([route('all', ['*'], 'kinesis:all')], ['app']);
    expect(['app', 'web'].map((logType) => select(makeLog({ logType })))).toEqual([['kinesis:all'], []]);
  });

  it('answers the same for the first and the ten-thousandth type it sees', () => {
    for (let n = 0; n < 10_000; n++) expect(targetsOf(`web-${n}`)).toEqual(['kinesis:all', 'kinesis:web']);
    expect(targetsOf('web-0')).toEqual(['kinesis:all', 'kinesis:web']);
  });
});
