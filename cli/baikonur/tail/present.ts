import type { StreamRecord } from '../../../shared/log/decode/kinesis-event.ts';
import type { Decoded, DecodedBatch, Validated } from '../../../shared/log/log.ts';
import { toOneLine } from '../../../shared/log/one-line.ts';
import { printable } from '../../../shared/log/printable.ts';
import { epochMsOf, utcText } from '../../../shared/log/timestamp/utc-text.ts';
import { decodeInTurns } from '../input/decode-in-turns.ts';
import type { Paint } from '../output/paint.ts';

/** Options of `createPresenter`. */
export interface PresentOptions {
  readonly decode: (records: readonly StreamRecord[]) => DecodedBatch;
  readonly validate: (decoded: Decoded) => Validated;
  /** Absent: every entry is shown. */
  readonly takesType?: (logType: string) => boolean;
  /** `pretty` for people; `ndjson`: the original text, a line each. */
  readonly form: 'pretty' | 'ndjson';
  readonly paint: Paint;
}

/** Records as they are shown: lines, and a sentence for each entry that cannot be a line. */
export interface Presented {
  readonly lines: readonly string[];
  readonly notes: readonly string[];
}

/** Builds what turns the records of one read into text. Logs that lack a field are shown as well. */
export function createPresenter({
  decode,
  validate,
  takesType,
  form,
  paint,
}: PresentOptions): (records: readonly StreamRecord[]) => Presented {
  return (records) => {
    const lines: string[] = [];
    const notes: string[] = [];
    const show = (decoded: Decoded): void => {
      const validated = validate(decoded);
      if (!isWanted(validated, takesType)) return;
      const text = decoded.status === 'decoded' ? toOneLine(decoded.entry.data).toString() : undefined;
      if (form === 'pretty') lines.push(pretty(validated, text, paint));
      else if (text !== undefined) lines.push(text);
      else if (decoded.status === 'rejected') {
        notes.push(printable(`${decoded.entry.identity}: ${decoded.reject.code}: ${decoded.reject.error}`));
      }
    };
    for (const { entries } of decodeInTurns(decode, records)) entries.forEach(show);
    return { lines, notes };
  };
}

function isWanted(validated: Validated, takesType: PresentOptions['takesType']): boolean {
  if (takesType === undefined) return true;
  const logType = validated.status === 'valid' ? validated.log.logType : validated.logType;
  return logType !== undefined && takesType(logType);
}

function pretty(validated: Validated, text: string | undefined, paint: Paint): string {
  const isValid = validated.status === 'valid';
  const { logType = '?', logId = '?' } = isValid ? validated.log : validated;
  const head = [
    paint('dim', timeOf(validated)),
    paint('cyan', printable(logType)),
    paint('bold', printable(logId)),
    ...(isValid ? [] : [paint('red', `${validated.reject.code}: ${printable(validated.reject.error)}`)]),
  ].join('  ');
  return text === undefined ? head : `${head}  ${printable(text)}`;
}

function timeOf(validated: Validated): string {
  return utcText(validated.status === 'rejected' ? validated.entry.arrivedAtMs : epochMsOf(validated.log.timeNs));
}
