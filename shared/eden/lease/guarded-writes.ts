import type { EdenAws, EdenWrites } from '../aws/ports.ts';

/** Every port that changes something; the compiler keeps the list complete. */
const writes: Readonly<Record<keyof EdenWrites, true>> = {
  registerTaskDefinition: true,
  deregisterTaskDefinition: true,
  createService: true,
  updateService: true,
  deleteService: true,
  createTargetGroup: true,
  modifyTargetGroup: true,
  modifyTargetGroupAttributes: true,
  deleteTargetGroup: true,
  createRule: true,
  deleteRule: true,
  changeRecords: true,
  putObject: true,
};

/** The ports with `assertHeld` asked right before every change. */
export function guardWrites(aws: EdenAws, assertHeld: () => void): EdenAws {
  const guarded = Object.keys(writes).map((name) => {
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
  return { ...aws, ...(Object.fromEntries(guarded) as unknown as EdenWrites) };
}
