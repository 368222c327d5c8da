import type { ReportProblem } from '../problem.ts';
import { FILES, type Sections } from '../sections.ts';
import type { StreamFunction, Topology } from '../topology.ts';

/** @see PutSubscriptionFilter: up to two filters a log group */
const MAX_FILTERS_PER_GROUP = 2;

type Subscription = Sections['subscriptions']['subscriptions'][number];

const contradiction = (earlier: Subscription, later: Subscription): readonly [key: string, message: string][] => {
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
};

/** Log groups with more filters than CloudWatch Logs allows, and subscriptions of one group that contradict each other. */
export const checkSubscriptions = (sections: Sections, report: ReportProblem): void => {
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
};

/** The functions that logs on a stream reach, by whatever way. */
const reachedFrom = (stream: string, functions: readonly StreamFunction[]): ReadonlySet<StreamFunction> => {
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
};

/** A function that reads what it logs logs again about it: for ever. */
export const checkLogLoops = ({ subscriptions, functions, names }: Topology, report: ReportProblem): void => {
  subscriptions.forEach(({ logGroup, stream }, index) => {
    const own = [...reachedFrom(stream.name, functions)].find(
      ({ service, key }) => names.logGroup(service, key) === logGroup,
    );
    if (own === undefined) return;
    const message = `${logGroup} is the log group of ${own.name}, which reads what comes to stream ${stream.key}: every line it logs would make another`;
    report(FILES.subscriptions, ['subscriptions', index, 'logGroup'], message);
  });
};
