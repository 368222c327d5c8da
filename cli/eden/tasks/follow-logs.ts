import type { EdenReads } from '../../../shared/eden/aws/ports.ts';
import type { TaskDefinition } from '../../../shared/eden/aws/types.ts';
import type { Clock } from '../../../shared/eden/lease/lease.ts';
import { streamsOfTask } from './log-streams.ts';
import type { LogLine, LogStream, TaskReads } from './task-reads.ts';

const POLL_MS = 2_000;
/** New tasks are looked for once in so many rounds: ECS throttles its lists. */
const LIST_ROUNDS = 5;
/** Pages of one stream in one round: a busy stream does not keep the others waiting. */
const MAX_PAGES = 20;

/** The ports and the ends of a reading. */
export interface FollowDeps {
  readonly aws: Pick<EdenReads, 'describeTaskDefinition'>;
  readonly tasks: TaskReads;
  readonly clock: Clock;
  /** Region of log groups whose options name none. */
  readonly region: string;
  /** Whether the reading goes on after what is there. */
  readonly goesOn: () => boolean;
  readonly show: (stream: LogStream, line: LogLine) => void;
  /** Tells something about the reading itself, beside the lines. */
  readonly tell: (sentence: string) => void;
}

/** The service, the container (undefined: all) and the earliest line, epoch ms. */
export interface FollowTarget {
  readonly cluster: string;
  readonly service: string;
  readonly container: string | undefined;
  readonly sinceMs: number;
}

/** Shows the lines of all tasks of a service in the order of their times, and those that come while `goesOn` says so. */
export async function followLogs(deps: FollowDeps, target: FollowTarget): Promise<void> {
  const { clock, goesOn, show } = deps;
  const find = createStreamFinder(deps, target);
  const read = createReader(deps.tasks, target.sinceMs);
  let streams: readonly LogStream[] = [];
  for (let round = 0; ; round += 1) {
    if (round % LIST_ROUNDS === 0) streams = await find();
    const pages = await Promise.all(streams.map(async (stream) => ({ stream, lines: await read(stream) })));
    const lines = pages.flatMap(({ stream, lines: own }) => own.map((line) => ({ stream, line })));
    for (const { stream, line } of lines.toSorted((a, b) => a.line.atMs - b.line.atMs)) show(stream, line);
    if (!goesOn()) return;
    await clock.sleep(POLL_MS);
    if (!goesOn()) return;
  }
}

/** Finds the streams of all tasks; tells once what has none. */
function createStreamFinder(deps: FollowDeps, { cluster, service, container }: FollowTarget) {
  const definitions = new Map<string, TaskDefinition | undefined>();
  const told = new Set<string>();
  const tellOnce = (sentence: string): void => {
    if (!told.has(sentence)) deps.tell(sentence);
    told.add(sentence);
  };
  return async (): Promise<readonly LogStream[]> => {
    const tasks = await deps.tasks.tasksOf({ cluster, service });
    if (tasks.length === 0) tellOnce(`No task of service ${service} runs or has stopped within the last hour.`);
    const found: LogStream[] = [];
    for (const task of tasks) {
      const arn = task.definitionArn;
      if (!definitions.has(arn)) definitions.set(arn, (await deps.aws.describeTaskDefinition(arn))?.taskDefinition);
      const { streams, elsewhere } = streamsOfTask(task, definitions.get(arn) ?? {}, deps.region);
      for (const one of elsewhere) tellOnce(`Not in CloudWatch Logs (log driver awslogs): container ${one}.`);
      found.push(...streams.filter((one) => container === undefined || one.container === container));
    }
    return found;
  };
}

/** Reads what a stream has since the last time. */
function createReader({ readLog }: TaskReads, sinceMs: number) {
  const nexts = new Map<string, string | undefined>();
  return async (at: LogStream): Promise<readonly LogLine[]> => {
    const key = `${at.group}\n${at.stream}`;
    const lines: LogLine[] = [];
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const before = nexts.get(key);
      const answer = await readLog(at, { sinceMs, next: before });
      lines.push(...answer.lines);
      nexts.set(key, answer.next ?? before);
      // The same token once more is the end of what is there. @see GetLogEvents
      if (answer.next === undefined || answer.next === before) break;
    }
    return lines;
  };
}
