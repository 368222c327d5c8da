import {
  type CloudwatchWrap,
  createWrapper,
  type Envelope,
  originOf,
  readEnvelope,
  type WrapMessage,
} from '../../shared/log/decode/cloudwatch.ts';
import { compressionOf, decompress } from '../../shared/log/decode/compression.ts';
import type { FieldNames } from '../../shared/log/decode/fields.ts';
import { parseJsonBytes, withoutBom } from '../../shared/log/decode/json.ts';
import type { CloudwatchOrigin } from '../../shared/log/entry.ts';
import type { RejectCode } from '../../shared/log/reject.ts';
import { checkOptions, isWhole } from './check-options.ts';
import { checkWraps } from './decode/check-wrap.ts';
import { fieldNames } from './decode/options.ts';

export type { CloudwatchWrap, Envelope, LogEvent, WrapMessage } from '../../shared/log/decode/cloudwatch.ts';
export { readEnvelope } from '../../shared/log/decode/cloudwatch.ts';
export type { CloudwatchOrigin } from '../../shared/log/entry.ts';

/** One log event of a subscription, with its origin. */
export interface CloudwatchEvent extends CloudwatchOrigin {
  readonly message: string;
}

/** Result of {@link decodeSubscription}. */
export type DecodedSubscription =
  /** At least one log event, in order. */
  | { readonly status: 'events'; readonly events: readonly CloudwatchEvent[] }
  /** The probe of a new subscription: it carries no log. */
  | { readonly status: 'control' }
  /** `not_envelope`: a JSON object, but none of CloudWatch Logs. */
  | { readonly status: 'rejected'; readonly reason: RejectCode | 'not_envelope'; readonly error: string };

/** Options of {@link decodeSubscription}. */
export interface SubscriptionOptions {
  /** Most bytes after decompression; default 10 MiB. */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 10 * 1024 * 1024;

/**
 * The log events that a subscription filter of CloudWatch Logs sent. Never throws, whatever the data: what is neither bytes
 * nor a text, such as an event of another source, is rejected too.
 * @throws {TypeError} when an option is wrong.
 * @param data the payload: bytes, with or without gzip; or base64, as Lambda has it in `event.awslogs.data`.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 * @example
 * const result = decodeSubscription(event.awslogs.data);
 * if (result.status === 'events') for (const { logGroup, message } of result.events) console.log(logGroup, message);
 */
export function decodeSubscription(
  data: Uint8Array | string,
  { maxBytes = DEFAULT_MAX_BYTES }: SubscriptionOptions = {},
): DecodedSubscription {
  checkOptions({ maxBytes: isWhole(maxBytes, 1) || 'a whole number above 0' }, { maxBytes });
  // A program without types gives anything.
  if (typeof data !== 'string' && !ArrayBuffer.isView(data)) {
    return rejected('not_json', `data: expected bytes or base64, got ${data === null ? 'null' : typeof data}`);
  }
  const payload =
    typeof data === 'string' ? Buffer.from(data, 'base64') : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const compression = compressionOf(payload);
  if (compression === undefined) return readPayload(payload);
  const result = decompress(payload, compression, maxBytes);
  switch (result.status) {
    case 'ok':
      return readPayload(result.data);
    case 'over_limit':
      return rejected(
        'too_large_decompressed',
        `${payload.length} bytes of ${compression} hold more than ${maxBytes} bytes`,
      );
    case 'refused':
      return rejected(result.code, `${payload.length} bytes of ${compression} cannot be decompressed: ${result.error}`);
  }
}

/**
 * Builds the option `wrapMessage` of `decodeKinesisEvent`: messages of log groups that match become JSON,
 * `{log_type, log_id, time, message, log_group, log_stream}`. The first rule that matches counts.
 * @param fields names of the first three; give the decoder the same.
 * @throws {TypeError} when a rule is wrong.
 * @example
 * const wrapMessage = createMessageWrapper([{ pattern: '/ecs/*', logType: 'ecs' }]);
 * for (const entry of decodeKinesisEvent(event, { wrapMessage })) console.log(entry.status);
 */
export function createMessageWrapper(rules: readonly CloudwatchWrap[], fields: Partial<FieldNames> = {}): WrapMessage {
  checkOptions({ rules: checkWraps(rules) }, { rules });
  return createWrapper(rules, fieldNames(fields));
}

/** The log events of an envelope, each with its origin; none for a control message. */
export function eventsOf(envelope: Envelope): readonly CloudwatchEvent[] {
  if (envelope.messageType === 'CONTROL_MESSAGE') return [];
  return envelope.logEvents.map((event) => ({ ...originOf(envelope, event), message: event.message }));
}

function readPayload(payload: Buffer): DecodedSubscription {
  const parsed = parseJsonBytes(withoutBom(payload));
  if (parsed.status === 'rejected') return rejected(parsed.reject.code, parsed.reject.error);
  const envelope = readEnvelope(parsed.value);
  if (envelope === undefined) {
    return rejected(
      'not_envelope',
      'expected messageType, owner, logGroup, logStream and logEvents of CloudWatch Logs',
    );
  }
  return envelope.messageType === 'CONTROL_MESSAGE'
    ? { status: 'control' }
    : { status: 'events', events: eventsOf(envelope) };
}

function rejected(reason: RejectCode | 'not_envelope', error: string): DecodedSubscription {
  return { status: 'rejected', reason, error };
}
