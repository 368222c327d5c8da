import type { Topology } from '../../shared/deploy/topology/topology.ts';
import type { DestinationContents } from '../ledger/destination-contents.ts';
import type { Stage } from '../ledger/stage.ts';
import { badRecords } from '../samples/bad-samples.ts';
import { checkReasons } from '../samples/check-samples.ts';
import { type FileLine, fitsRecord, lineRecord } from '../samples/file-lines.ts';
import { goodEvents, goodRecords } from '../samples/good-samples.ts';
import type { ToSend } from '../samples/to-send.ts';
import { judgeLines } from './judge-lines.ts';
import { type FileReport, matchLines } from './match-lines.ts';

/** One run: what is sent, and how what the destinations contain is judged. */
export interface Run {
  readonly toSend: ToSend;
  readonly judge: (contents: DestinationContents) => {
    /** One sentence each. */
    readonly problems: readonly string[];
    readonly file?: FileReport;
  };
}

/** A run of the samples: each good one must arrive, each bad one must be refused for its reason. */
export async function sampleRun(stage: Stage, nowMs: number): Promise<Run> {
  const records = [...(await goodRecords(nowMs)), ...badRecords(nowMs)];
  const toSend = { records, events: stage.logGroups.length > 0 ? goodEvents(nowMs) : [] };
  return { toSend, judge: ({ deadLetters }) => ({ problems: checkReasons(toSend, deadLetters, stage) }) };
}

/** A run of the lines of a file: each valid line must be on S3, in its folder, byte for byte. */
export function fileRun(lines: readonly FileLine[], topology: Topology, nowMs: number): Run {
  const unsent = lines.filter((line) => !fitsRecord(line));
  const sink = topology.functions.find(({ service }) => service === 's3-sink');
  const judged = judgeLines(lines.filter(fitsRecord), sink?.environment ?? {}, nowMs);
  const records = judged.map(({ line, entries }) => ({
    ...lineRecord(line),
    entries: entries.map(() => ({ status: 'valid' as const })),
  }));
  return {
    toSend: { records, events: [] },
    judge: ({ archive, deadLetters }) => {
      const report = matchLines(judged, unsent, archive, deadLetters);
      const problems = report.lost.map((line) => `line ${line} is a valid log, and is not in its folder on S3`);
      return { problems, file: report };
    },
  };
}
