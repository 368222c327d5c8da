import type { WatchState } from '../view.ts';
import { buildState, counts, edge, node } from './build-state.ts';

/** A stage of so many functions: a router, forwarders, and sinks on the streams behind them. */
export function largeState(functions = 200): WatchState {
  const applications = node('applications', 'applications');
  const router = node('stream', 'router', { stream: { mode: 'on-demand', shards: 64, retentionHours: 168 } });
  const route = node('function', 'router-route', { type: 'router', counts: counts(9_000_000) });
  const archive = node('destination', 'archive', { type: 's3' });
  const deadLetters = node('deadLetters', 'dead letters', { deadLetters: 12 });
  const branches = Array.from({ length: functions - 1 }, (_, index) => {
    const stream = node('stream', `team-${index}`, { stream: { mode: 'provisioned', shards: 1, retentionHours: 24 } });
    const service = ['s3-sink', 'es-sink', 'fluent-sink'][index % 3] ?? 's3-sink';
    const fn = node('function', `${service}-team-${index}`, { type: service, counts: counts(index * 100) });
    return { stream, fn, perSecond: index / 9 };
  });
  return buildState({
    nodes: [applications, router, route, archive, deadLetters, ...branches.flatMap(({ stream, fn }) => [stream, fn])],
    edges: [
      edge(applications, router, { perSecond: 10_000 }),
      edge(router, route, { perSecond: 10_000 }),
      edge(route, deadLetters, { state: 'rejects', perSecond: 0.1 }),
      ...branches.flatMap(({ stream, fn, perSecond }) => [
        edge(route, stream, { perSecond, types: [`${stream.label}*`] }),
        edge(stream, fn, { perSecond }),
        edge(fn, archive, { perSecond }),
      ]),
    ],
  });
}
