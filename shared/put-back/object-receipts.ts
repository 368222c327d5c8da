import { createHash } from 'node:crypto';
import type { MoveObjects } from '../aws/move-object.ts';
import type { VersionedObjects } from '../aws/versioned-objects.ts';
import { folderOf } from '../pipeline/dead-letter/dead-letter-key.ts';
import type { ReceiptStore } from './ports.ts';
import type { Receipt } from './receipt.ts';

/** Where receipts are kept. */
export interface ReceiptPlace {
  readonly bucket: string;
  /** Of the dead letters, without slashes at its ends; may be empty. */
  readonly prefix: string;
  /** Folder below the prefix. */
  readonly folder: string;
}

/** Receipts as objects `<prefix>/<folder>/<hash of the key>.json`. A key itself may be too long for another folder. */
export function createObjectReceipts(
  place: ReceiptPlace,
  objects: VersionedObjects,
  { remove }: Pick<MoveObjects, 'remove'>,
): ReceiptStore {
  const { bucket } = place;
  return {
    read: async (source) => {
      const found = await objects.read({ bucket, key: receiptKey(place, source) });
      if (found === undefined) return undefined;
      return { receipt: parseReceipt(found.body, source), version: found.version };
    },
    write: (source, receipt, expected) =>
      objects.write({ bucket, key: receiptKey(place, source), body: JSON.stringify(receipt), expected }),
    remove: (source) => remove({ bucket, key: receiptKey(place, source) }),
  };
}

/** Folder of the receipts of dead letters, below their prefix. */
export const REDRIVE_FOLDER = '_redrive';

/** The key of an object's receipt. */
export function receiptKey({ prefix, folder }: Omit<ReceiptPlace, 'bucket'>, source: string): string {
  return `${folderOf(prefix)}${folder}/${createHash('sha256').update(source).digest('hex').slice(0, 40)}.json`;
}

/** @throws where it is not of this version: going on without it could deliver a log twice. */
function parseReceipt(body: string, source: string): Receipt {
  try {
    // Written by this project alone, conditionally, so whole.
    const receipt: Receipt | null = JSON.parse(body);
    if (receipt?.version === 1 && receipt.source === source) return receipt;
  } catch {
    // No JSON: the sentence below says it.
  }
  throw new Error(`the receipt of ${source} is none of this version: remove it, or use the version that wrote it`);
}
