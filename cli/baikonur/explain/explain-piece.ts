import type { RejectCode } from '../../../shared/log/reject.ts';
import { badRecord, type FoundRecord } from '../input/found-record.ts';
import type { Piece } from '../input/read-records.ts';
import { MAX_RECORD_BYTES } from '../input/records-of.ts';
import { explainRecords, type Tools } from './explain-records.ts';
import type { Explained, Explanation } from './explanation.ts';
import { MAX_READ_BYTES, unreadableText } from './flow.ts';

/**
 * Explains one piece of an input. What is no record is explained alone; records that came together are one batch, as
 * Lambda would pass them.
 */
export function explainPiece({ line, found: all, isUnpacked = false }: Piece, tools: Tools): Explained {
  const found = all.map((one) => withoutUnreadable(one, isUnpacked));
  const hasIdentity = found.every((one) => one.status !== 'record' || one.isComplete);
  const records = found.flatMap((one) => (one.status === 'record' ? [one.record] : []));
  if (records.length === found.length) return explainRecords(records, tools, { hasIdentity, line });
  const explanations: Explanation[] = [];
  let controlMessages = 0;
  for (const one of found) {
    const explained =
      one.status === 'record' ? explainRecords([one.record], tools, { hasIdentity, line }) : rejectedAt(line, one);
    explanations.push(...explained.explanations);
    controlMessages += explained.controlMessages;
  }
  return { explanations, controlMessages };
}

/** A record that Lambda cannot give to a function is not looked into. A line that was compressed may be small as a record. */
function withoutUnreadable(found: FoundRecord, isUnpacked: boolean): FoundRecord {
  if (found.status !== 'record' || (isUnpacked && !found.isComplete)) return found;
  const bytes = Buffer.byteLength(found.record.data, 'base64');
  return bytes > MAX_READ_BYTES ? badRecord(unreadableText(bytes), 'oversize') : found;
}

/** A reject that is found before anything can be decoded. */
function rejectedAt(line: number, found: Exclude<FoundRecord, { status: 'record' }>): Explained {
  const { reason, error } = found.status === 'bad' ? found : tooLong(found.bytes);
  return {
    explanations: [{ outcome: 'rejected', reason, error, routes: [], sinks: [], line }],
    controlMessages: 0,
  };
}

function tooLong(bytes: number): { readonly reason: RejectCode; readonly error: string } {
  return {
    reason: 'oversize',
    error: `it has ${bytes} bytes, a record of a stream at most ${MAX_RECORD_BYTES}`,
  };
}
