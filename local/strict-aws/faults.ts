import type { AwsRequest } from './aws-request.ts';

/**
 * The fault of one call. `die_before`: the caller dies before the call is applied; `die_after`: it is applied and
 * the caller never learns; after either, nothing of that caller arrives any more. The others are answers.
 */
export type FaultKind = 'die_before' | 'die_after' | 'throttle' | 'deny';

/** A fault on one client's `at`-th call, counted from 0 over its mutating calls or over all. */
interface Fault {
  readonly kind: FaultKind;
  readonly at: number;
  readonly of: 'mutating' | 'all';
}

/** Faults by client. */
export interface Faults {
  readonly set: (client: string, fault: Fault) => void;
  /** Whether the client's fault has happened. */
  readonly happened: (client: string) => boolean;
  /** The fault of this call, if any; each call is counted once. */
  readonly next: (request: AwsRequest) => FaultKind | 'dead' | undefined;
}

/** Creates the book of faults: each fault happens once; the dead stay dead. */
export function createFaults(): Faults {
  const faults = new Map<string, Fault>();
  const counts = new Map<string, number>();
  const dead = new Set<string>();
  return {
    set: (client, fault) => {
      faults.set(client, fault);
      counts.set(client, 0);
    },
    happened: (client) => (counts.get(client) ?? 0) > (faults.get(client)?.at ?? Number.POSITIVE_INFINITY),
    next: (request) => {
      const { client } = request;
      if (dead.has(client)) return 'dead';
      const fault = faults.get(client);
      if (fault === undefined || (fault.of === 'mutating' && !request.isMutating)) return undefined;
      const count = counts.get(client) ?? 0;
      counts.set(client, count + 1);
      if (count !== fault.at) return undefined;
      if (fault.kind === 'die_before' || fault.kind === 'die_after') dead.add(client);
      return fault.kind;
    },
  };
}
