/** Marks that all parts of the picture follow. */
export interface Marks {
  /** Ids of nodes and edges of a log's way; the others are dimmed. Absent: no way is shown. */
  readonly way?: ReadonlySet<string>;
  /** The node whose details are shown. */
  readonly selected?: string;
  /** The length of the time that numbers are of: `15 min`. */
  readonly windowText: string;
  readonly select: (id: string) => void;
}

/** The mark of a part by the way that is shown; it is also its class. */
export function markOf({ way }: Pick<Marks, 'way'>, id: string): 'none' | 'lit' | 'dim' {
  if (way === undefined) return 'none';
  return way.has(id) ? 'lit' : 'dim';
}
