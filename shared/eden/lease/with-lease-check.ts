import type { EdenAws, EdenWrites } from '../aws/ports.ts';

/** Every port that changes something; the compiler keeps the list complete. */
const WRITES: Readonly<Record<keyof EdenWrites, true>> = {
  registerTaskDefinition: true,
  deregisterTaskDefinition: true,
  createService: true,
  updateService: true,
  deleteService: true,
  runTask: true,
  stopTask: true,
  createTargetGroup: true,
  modifyTargetGroup: true,
  modifyTargetGroupAttributes: true,
  deleteTargetGroup: true,
  createRule: true,
  modifyRule: true,
  deleteRule: true,
  tagElbResource: true,
  tagEcsResource: true,
  changeRecords: true,
  putObject: true,
};

/** The ports, with `assertHeld` called right before every change. */
export function withLeaseCheck(aws: EdenAws, assertHeld: () => void): EdenAws {
  const checked = Object.keys(WRITES).map((name) => {
    // The names are the keys of EdenWrites; each function is passed on with its own arguments.
    const write = aws[name as keyof EdenWrites] as (...args: unknown[]) => Promise<unknown>;
    return [
      name,
      async (...args: unknown[]) => {
        assertHeld();
        return await write(...args);
      },
    ] as const;
  });
  return Object.assign({ ...aws }, Object.fromEntries(checked));
}
