/** Counts names of zones without an offset in the times of one batch. */
interface UnknownZones {
  readonly add: (name: string) => void;
  /** The counts since the last call. */
  readonly take: () => Readonly<Record<string, number>>;
}

/** Names with a count of their own in one batch: senders may invent them. */
const MAX_NAMES = 20;
const OTHERS = 'others';

export function createUnknownZones(): UnknownZones {
  let counts: Record<string, number> = {};
  let names = 0;
  return {
    add: (name) => {
      if (counts[name] === undefined) names += 1;
      const key = names > MAX_NAMES && counts[name] === undefined ? OTHERS : name;
      counts[key] = (counts[key] ?? 0) + 1;
    },
    take: () => {
      const taken = counts;
      counts = {};
      names = 0;
      return taken;
    },
  };
}
