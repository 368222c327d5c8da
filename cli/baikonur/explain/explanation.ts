import type { RejectCode } from '../../../shared/log/reject.ts';
import type { Refusal } from '../../../shared/pipeline/log-verdict.ts';

/** The result for one entry: a line of `--json`. */
export interface Explanation {
  /** `stream/shard/sequence…`; absent where the input does not give the entry's position in a stream. */
  readonly identity?: string;
  readonly outcome: 'valid' | 'filtered' | 'rejected';
  readonly reason?: RejectCode;
  /** The sentence that names field, value and what was expected. */
  readonly error?: string;
  readonly logType?: string;
  readonly logId?: string;
  /** Epoch milliseconds, rounded down. */
  readonly timeMs?: number;
  /** How its time was read, where it is not plain ISO 8601. */
  readonly timeRules?: readonly string[];
  /** Names of the routes and forwarders that take it, on its stream and behind it. */
  readonly routes: readonly string[];
  /** Those of them that send it inside an aggregate of several logs. */
  readonly aggregatedBy?: readonly string[];
  /** Functions among those that take it which read their stream as registered consumers. */
  readonly fanOutBy?: readonly string[];
  readonly s3Key?: string;
  /** Where Athena finds it: the view, and a condition. */
  readonly athena?: string;
  readonly esIndex?: string;
  readonly esId?: string;
  /** `data_stream`, where `esIndex` is one. */
  readonly esTarget?: 'data_stream';
  /** `aoss`, where it is in a collection of OpenSearch Serverless. */
  readonly esService?: 'aoss';
  /** Why it has no index and `_id`. */
  readonly esError?: string;
  readonly fluentTag?: string;
  readonly partitionKey?: string;
  /** Sinks of `config/` that take it. */
  readonly sinks: readonly string[];
  /** Functions that refuse it although others take it. */
  readonly refusals?: readonly Refusal[];
  readonly cloudwatch?: {
    readonly logGroup: string;
    readonly logStream: string;
    readonly systemFields?: Readonly<Record<string, string>>;
  };
  /** Line of the input where it begins, from 1. */
  readonly line?: number;
}

/** The content of one piece of the input. */
export interface Explained {
  readonly explanations: readonly Explanation[];
  /** Control messages of CloudWatch Logs, which carry no log. */
  readonly controlMessages: number;
}
