import type { Log } from '../../shared/log/log.ts';
import type { PutObject } from '../../shared/pipeline/ports.ts';
import type { ObjectCompression } from './compress.ts';
import type { LogGroup } from './groups.ts';
import { objectBody } from './object-body.ts';
import { type ObjectNaming, objectKey } from './object-key.ts';

/** Where and how objects are written. */
export interface ObjectSettings extends ObjectNaming {
  readonly bucket: string;
  readonly compression: ObjectCompression;
  /** Objects an invocation may write. */
  readonly maxGroups: number;
}

/** The PutObject request of a group: NDJSON, compressed. */
export function createRequest(
  logs: readonly Log[],
  { indexes, first }: LogGroup,
  settings: ObjectSettings,
): Parameters<PutObject>[0] {
  const identities: string[] = [];
  const texts: Buffer[] = [];
  for (const index of indexes) {
    const log = logs[index];
    if (log === undefined) throw new RangeError(`no log at ${index}`);
    identities.push(log.identity);
    texts.push(log.data);
  }
  return {
    bucket: settings.bucket,
    key: objectKey(settings, first, identities),
    body: objectBody(texts, settings.compression),
    contentType: 'application/x-ndjson',
    contentEncoding: settings.compression.format,
  };
}
