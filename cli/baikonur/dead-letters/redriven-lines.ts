import { createMoveObjects } from '../../../shared/aws/move-object.ts';
import { createVersionedObjects } from '../../../shared/aws/versioned-objects.ts';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { folderOf } from '../../../shared/pipeline/dead-letter/dead-letter-key.ts';
import type { Lines } from '../../../shared/put-back/line-ranges.ts';
import { createObjectReceipts, REDRIVE_FOLDER, receiptKey } from '../../../shared/put-back/object-receipts.ts';
import type { ReceiptStore } from '../../../shared/put-back/ports.ts';
import { settledLines } from '../../../shared/put-back/receipt.ts';
import type { AwsClients } from '../aws/clients.ts';
import { createListObjects, type ListObjects } from '../aws/list-objects.ts';

/** The lines of an object of dead letters that `redrive` settled, while the object is still where it was. */
export interface RedrivenLines {
  /** Whether a run is at work on the object, or was; nothing is read. */
  readonly hasReceipt: (key: string) => Promise<boolean>;
  /** @returns the lines, and the run that settled the last of them; `undefined`: no run began. */
  readonly read: (key: string) => Promise<{ readonly lines: Lines; readonly run: string } | undefined>;
}

/** Where dead letters are, and how their receipts are found. */
interface Ports {
  readonly bucket: string;
  /** Of the dead letters, without slashes at its ends; may be empty. */
  readonly prefix: string;
  readonly list: ListObjects;
  readonly receipts: Pick<ReceiptStore, 'read'>;
}

/** Receipts of the dead letters of a stage. */
export function openRedrivenLines(
  { deadLetterBucket, settings }: Pick<Topology, 'deadLetterBucket' | 'settings'>,
  { s3 }: Pick<AwsClients, 's3'>,
): RedrivenLines {
  const place = { bucket: deadLetterBucket.name, prefix: settings.deadLetters.prefix };
  const receipts = createObjectReceipts(
    { ...place, folder: REDRIVE_FOLDER },
    createVersionedObjects(s3),
    createMoveObjects(s3),
  );
  return createRedrivenLines({ ...place, list: createListObjects(s3), receipts });
}

/** Receipts are few: they are listed once, so that an object without one costs no request. */
function createRedrivenLines({ bucket, prefix, list, receipts }: Ports): RedrivenLines {
  let listed: Promise<ReadonlySet<string>> | undefined;
  const hasReceipt = async (key: string): Promise<boolean> => {
    listed ??= listKeys(list, bucket, `${folderOf(prefix)}${REDRIVE_FOLDER}/`);
    const keys = await listed;
    return keys.size > 0 && keys.has(receiptKey({ prefix, folder: REDRIVE_FOLDER }, key));
  };
  return {
    hasReceipt,
    read: async (key) => {
      const found = (await hasReceipt(key)) ? await receipts.read(key) : undefined;
      return found && { lines: settledLines(found.receipt), run: found.receipt.run };
    },
  };
}

async function listKeys(list: ListObjects, bucket: string, prefix: string): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for await (const { objects } of list({ bucket, prefix })) for (const { key } of objects) keys.add(key);
  return keys;
}
