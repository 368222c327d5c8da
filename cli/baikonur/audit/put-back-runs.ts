import { text } from 'node:stream/consumers';
import type { OpenObject } from '../../../shared/aws/open-object.ts';
import { folderOf } from '../../../shared/pipeline/dead-letter/dead-letter-key.ts';
import { REDRIVEN_FOLDER } from '../../../shared/put-back/dead-letter-sources.ts';
import type { ListObjects } from '../aws/list-objects.ts';
import { countText } from '../operator/quantity.ts';
import type { AuditSource, Cause } from './figures.ts';

/** Where runs keep what they did. */
interface RunPlace {
  readonly bucket: string;
  /** Of dead letters, without slashes at its ends; may be empty. */
  readonly prefix: string;
}

interface Ports {
  readonly list: ListObjects;
  readonly open: OpenObject;
}

/** Of a run's document, the parts that are read. */
interface RunDocument {
  /** Of `redrive --to-stream`: name on AWS. */
  readonly toStream?: string;
  readonly delivered?: number;
  /** Of `replay`: `kinesis:` and a name on AWS or of `config/`. */
  readonly to?: string;
}

type ReadPutBack = Exclude<AuditSource['putBack'], undefined>;

/** A run may take so long. */
const LONGEST_RUN_MS = 6 * 3_600_000;
const COMMANDS = [
  ['redrive', `${REDRIVEN_FOLDER}/`, 'report.json'],
  ['replay', '_replay/', 'run.json'],
] as const;

/** Runs by which an operator put logs on a stream, past its writers: no function counts these. */
export function createReadPutBack({ list, open }: Ports, { bucket, prefix }: RunPlace): ReadPutBack {
  return async (stream, range) => {
    const causes: Cause[] = [];
    for (const [command, folder, file] of COMMANDS) {
      const below = `${folderOf(prefix)}${folder}`;
      for await (const { folders } of list({ bucket, prefix: below, shallow: true })) {
        for (const path of folders) {
          const run = path.slice(below.length, -1);
          const atMs = timeOf(run);
          if (!(atMs > range.fromMs - LONGEST_RUN_MS && atMs < range.toMs)) continue;
          const body = await open({ bucket, key: `${path}${file}` });
          const document = body === undefined ? undefined : parse(await text(body));
          if (document === undefined || !isOnStream(document, stream)) continue;
          const count = document.delivered === undefined ? 'logs' : countText(document.delivered, 'log');
          causes.push({ function: command, atMs, requestId: run, cause: `an operator put ${count} on the stream` });
        }
      }
    }
    return causes;
  };
}

/** The time at the beginning of a run's id: `20261128T104250Z-…`; NaN for another id. */
function timeOf(run: string): number {
  return Date.parse(run.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-.*$/, '$1-$2-$3T$4:$5:$6Z'));
}

function parse(body: string): RunDocument | undefined {
  try {
    // Written by this project alone.
    return JSON.parse(body) ?? undefined;
  } catch {
    return undefined;
  }
}

function isOnStream({ toStream, to = '' }: RunDocument, { key, name }: Parameters<ReadPutBack>[0]): boolean {
  return toStream === name || [`kinesis:${name}`, `kinesis:${key}`].includes(to);
}
