/** Something on AWS that carries our `eden:owner`, and whose environment its tags say it is. */
export interface OwnedResource {
  readonly kind: 'service' | 'rule' | 'targetGroup';
  readonly arn: string;
  /** Of a service. */
  readonly cluster?: string;
  readonly profile: string;
  readonly environment: string;
}

/** All that is ours, and how many rules (the default ones aside) each ALB has. */
export interface OwnedListing {
  readonly resources: readonly OwnedResource[];
  readonly rulesByAlb: Readonly<Record<string, number>>;
}

/**
 * Lists services, rules and target groups of an owner (`<account>/<region>/<table>`). Records carry no tags, and task
 * definitions cost nothing: neither is listed.
 */
export type ListOwned = (of: {
  readonly owner: string;
  readonly albArns: readonly string[];
  readonly clusters: readonly string[];
}) => Promise<OwnedListing>;
