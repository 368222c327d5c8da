/** A service as the proxy remembers it. `drainsUntilMs` is set once it was deleted. */
interface KnownService {
  readonly input: Readonly<Record<string, unknown>>;
  readonly drainsUntilMs?: number;
}

/** A record set, its XML as it was sent, with the final dot in its name. */
export interface KnownRecord {
  readonly name: string;
  readonly type: string;
  readonly setId: string;
  readonly xml: string;
}

/** The state of one account's region that moto forgets or never checks. */
export interface StrictState {
  /** cluster/name → service. */
  readonly services: Map<string, KnownService>;
  /** ARN → the request that registered it. */
  readonly taskDefinitions: Map<string, Readonly<Record<string, unknown>>>;
  /** ARN → its load balancer and the target groups it forwards to. */
  readonly rules: Map<string, { readonly listener: string; readonly targetGroups: readonly string[] }>;
  /** ARN → its load balancer and the target groups of its default action. */
  readonly listeners: Map<string, { readonly loadBalancer: string; readonly targetGroups: readonly string[] }>;
  /** zone → its records. */
  readonly records: Map<string, readonly KnownRecord[]>;
  /** bucket → its Region; kept in the account's state, which all Regions share. */
  readonly buckets: Map<string, string>;
  /** ARN of a target group → its protocol. */
  readonly protocols: Map<string, string>;
}

/** An account in which nothing was made. */
export function createStrictState(): StrictState {
  return {
    services: new Map(),
    taskDefinitions: new Map(),
    rules: new Map(),
    listeners: new Map(),
    records: new Map(),
    buckets: new Map(),
    protocols: new Map(),
  };
}

/** `cluster/name`, however the request names them. */
export function serviceKey(cluster: unknown, service: unknown): string {
  const last = (value: unknown, fallback: string): string =>
    String(value ?? fallback)
      .split('/')
      .at(-1) ?? '';
  return `${last(cluster, 'default')}/${last(service, '')}`;
}
