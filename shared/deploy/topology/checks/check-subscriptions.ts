import { compileTypePatterns } from '../../../log/type-pattern.ts';
import { splitList } from '../../../settings/variable.ts';
import type { ReportProblem } from '../problem.ts';
import { FILES, type Sections } from '../sections.ts';
import type { StreamFunction, Target, Topology } from '../topology.ts';

/**
 * AWS's pages contradict each other.
 * @see CloudWatch Logs quotas: up to five filters a log group
 * @see PutSubscriptionFilter (older): up to two
 */
const MAX_FILTERS_PER_GROUP = 5;
const USUAL_FILTERS_PER_GROUP = 2;

type Subscription = Sections['subscriptions']['subscriptions'][number];

/** Log groups with more filters than CloudWatch Logs allows, and subscriptions of one group that contradict each other. */
export function checkSubscriptions(sections: Sections, report: ReportProblem): void {
  const { subscriptions } = sections.subscriptions;
  subscriptions.forEach((later, index) => {
    const same = subscriptions.slice(0, index).filter(({ logGroup }) => logGroup === later.logGroup);
    const at = (key: string) => ['subscriptions', index, key];
    if (same.length === MAX_FILTERS_PER_GROUP) {
      const message = `a log group takes ${MAX_FILTERS_PER_GROUP} subscriptions, ${later.logGroup} has more`;
      report(FILES.subscriptions, at('logGroup'), message);
    } else {
      for (const earlier of same) {
        for (const [key, message] of contradiction(earlier, later)) report(FILES.subscriptions, at(key), message);
      }
    }
  });
}

/** More filters than older accounts allow. */
export function warnOfSubscriptions(sections: Sections, warn: ReportProblem): void {
  const { subscriptions } = sections.subscriptions;
  subscriptions.forEach(({ logGroup }, index) => {
    const before = subscriptions.slice(0, index).filter((other) => other.logGroup === logGroup).length;
    if (before !== USUAL_FILTERS_PER_GROUP) return;
    const message = `${logGroup} has more than ${USUAL_FILTERS_PER_GROUP} subscriptions; AWS's quotas say ${MAX_FILTERS_PER_GROUP}, its older pages ${USUAL_FILTERS_PER_GROUP}: ask for your account's quota`;
    warn(FILES.subscriptions, ['subscriptions', index, 'logGroup'], message);
  });
}

function contradiction(earlier: Subscription, later: Subscription): readonly [key: string, message: string][] {
  if (earlier.stream !== later.stream) return [];
  const of = `of ${later.logGroup}, as in subscription ${earlier.name}`;
  return [
    ...(earlier.filterPattern === later.filterPattern
      ? [['stream', `stream ${later.stream} would get every event ${of}, twice`] as [string, string]]
      : []),
    ...(earlier.wrapAs !== undefined && later.wrapAs !== undefined && earlier.wrapAs !== later.wrapAs
      ? [['wrapAs', `the messages ${of}, are of one type, ${earlier.wrapAs}; got ${later.wrapAs}`] as [string, string]]
      : []),
  ];
}

/** Wrapped messages come to functions further on as logs like any other, with a time that dateutil reads. */
export function checkWrapTimes(topology: Topology, report: ReportProblem): void {
  const reachedBy = (stream: string, type: string, seen = new Set<StreamFunction>()): ReadonlySet<StreamFunction> => {
    for (const fn of topology.functions.filter((reader) => reader.source.name === stream && !seen.has(reader))) {
      const targets = sends(topology, fn, type);
      if (targets === undefined) continue;
      seen.add(fn);
      for (const { kind, name } of targets) if (kind === 'kinesis') reachedBy(name, type, seen);
    }
    return seen;
  };
  topology.subscriptions.forEach(({ stream, wrapAs }, index) => {
    if (wrapAs === undefined) return;
    for (const { id, source, environment } of reachedBy(stream.name, wrapAs)) {
      const { TIMESTAMP_FORMATS: formats = 'dateutil' } = environment;
      // Who wraps them says so itself.
      if (source.name === stream.name || splitList(formats).includes('dateutil')) continue;
      const message = `${id}, which they reach, would reject the wrapped messages: its TIMESTAMP_FORMATS need dateutil, got ${JSON.stringify(formats)}`;
      report(FILES.subscriptions, ['subscriptions', index, 'wrapAs'], message);
    }
  });
}

/** Where a function sends logs of a type; `undefined`: it leaves them aside. */
function sends({ routes }: Topology, fn: StreamFunction, type: string): readonly Target[] | undefined {
  if (fn.service === 'router') return routes.filter(({ types }) => takesType(types, type)).map(({ target }) => target);
  const { LOG_TYPE_WHITELIST: whitelist } = fn.environment;
  return whitelist === undefined || takesType(whitelist.split(','), type) ? fn.targets : undefined;
}

function takesType(patterns: readonly string[], type: string): boolean {
  return compileTypePatterns(patterns)(type);
}

/** A function that reads what it logs logs again about it: for ever. */
export function checkLogLoops({ subscriptions, functions, names }: Topology, report: ReportProblem): void {
  subscriptions.forEach(({ logGroup, stream }, index) => {
    const own = [...reachedFrom(stream.name, functions)].find(
      ({ service, key }) => names.logGroup(service, key) === logGroup,
    );
    if (own === undefined) return;
    const message = `${logGroup} is the log group of ${own.name}, which reads what comes to stream ${stream.key}: every line it logs would make another`;
    report(FILES.subscriptions, ['subscriptions', index, 'logGroup'], message);
  });
}

/** The functions that logs on a stream reach, by whatever way. */
function reachedFrom(stream: string, functions: readonly StreamFunction[]): ReadonlySet<StreamFunction> {
  const reached = new Set<StreamFunction>();
  const follow = (name: string): void => {
    for (const fn of functions.filter(({ source }) => source.name === name)) {
      if (reached.has(fn)) continue;
      reached.add(fn);
      for (const target of fn.targets) if (target.kind === 'kinesis') follow(target.name);
    }
  };
  follow(stream);
  return reached;
}
