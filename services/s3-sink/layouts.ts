/** How keys are laid out below the prefix. */
interface Layout {
  /** Time that one folder covers, nanoseconds: the logs of one object are all of it. */
  readonly folderNs: bigint;
  /** Folder below the prefix, without a slash at either end. `date` is `YYYY-MM-DD`, `time` begins with `HH`. */
  readonly folderOf: (logType: string, date: string, time: string) => string;
  /** Between hours, minutes and seconds in a file's name. */
  readonly timeSeparator: ':' | '-';
}

const HOUR_NS = 3_600_000_000_000n;
const DAY_NS = 24n * HOUR_NS;

/** The values of `S3_KEY_LAYOUT`. */
export const LAYOUTS = {
  /** `<log_type>/YYYY-MM/DD` */
  baikonur: {
    folderNs: DAY_NS,
    folderOf: (logType, date) => `${logType}/${date.slice(0, -3)}/${date.slice(-2)}`,
    timeSeparator: ':',
  },
  /**
   * `log_type=<log_type>/dt=YYYY-MM-DD/hour=HH`
   * Hadoop and Spark read no file with a colon in its name.
   * @see https://issues.apache.org/jira/browse/HADOOP-14217
   */
  hive: {
    folderNs: HOUR_NS,
    folderOf: (logType, date, time) => `log_type=${logType}/dt=${date}/hour=${time.slice(0, 2)}`,
    timeSeparator: '-',
  },
} as const satisfies Readonly<Record<string, Layout>>;

export type KeyLayout = keyof typeof LAYOUTS;

export const KEY_LAYOUTS = ['baikonur', 'hive'] as const satisfies readonly KeyLayout[];
