/** A time in which a service ran tasks, epoch ms; without an end it goes on. */
export interface RunPeriod {
  readonly fromMs: number;
  readonly untilMs?: number;
}

/** A listener rule, as far as checks and the HTTP listener need it. */
export interface KnownRule {
  readonly listener: string;
  readonly priority: number;
  readonly hosts: readonly string[];
  readonly targetGroups: readonly string[];
  /** Target group → its share of the requests. */
  readonly weights: Readonly<Record<string, number>>;
}

/** A service as the proxy remembers it. `drainsUntilMs` is set once it was deleted. */
export interface KnownService {
  readonly input: Readonly<Record<string, unknown>>;
  /** When it ran tasks, epoch ms; the last one may go on. */
  readonly periods: readonly RunPeriod[];
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
  /** ARN → the rule. */
  readonly rules: Map<string, KnownRule>;
  /** ARN → its load balancer and the target groups of its default action. */
  readonly listeners: Map<string, { readonly loadBalancer: string; readonly targetGroups: readonly string[] }>;
  /** zone → its records. */
  readonly records: Map<string, readonly KnownRecord[]>;
  /** bucket → its Region; kept in the account's state, which all Regions share. */
  readonly buckets: Map<string, string>;
  /** ARN of a target group → its protocol. */
  readonly protocols: Map<string, string>;
  /** ARNs of target groups whose target is a function. */
  readonly lambdaGroups: Set<string>;
  /** ARNs of target groups in which stickiness is enabled. */
  readonly stickyGroups: Set<string>;
  /** cluster/name → why its tasks stop; they are never healthy. */
  readonly crashes: Map<string, string>;
  /** Token of RunTask → its request and its answer. */
  readonly runTokens: Map<string, { readonly input: string; readonly answer: string }>;
  /** ARN of a target group → minute (epoch ms) → requests. */
  readonly requests: Map<string, Map<number, number>>;
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
    lambdaGroups: new Set(),
    stickyGroups: new Set(),
    crashes: new Map(),
    runTokens: new Map(),
    requests: new Map(),
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
