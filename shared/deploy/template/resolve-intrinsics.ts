import { partitionOf } from '../topology/partition.ts';

/** The account and Region in which a template is thought to be deployed. */
export interface Deployed {
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
}

/** Stand-in for the id of a resource that CloudFormation has yet to make, e.g. that of an API key: ten characters. */
const ANY_ID = '0123456789';

/**
 * A part of a template with texts in place of its intrinsic functions, as long as those that CloudFormation puts in, or
 * longer: `Fn::Sub`, `Fn::Join`, `Ref` and `Fn::GetAtt`.
 */
export function resolveIntrinsics(value: unknown, at: Deployed): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveIntrinsics(item, at));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name, argument] = entries.length === 1 ? (entries[0] ?? []) : [];
  switch (name) {
    case 'Ref':
      return reference(String(argument), at);
    case 'Fn::GetAtt':
      return ANY_ID;
    case 'Fn::Sub':
      return String(argument).replace(/\$\{([^}]+)\}/g, (_, inner: string) => reference(inner, at));
    case 'Fn::Join':
      return join(argument, at);
    default:
      return Object.fromEntries(entries.map(([key, inner]) => [key, resolveIntrinsics(inner, at)]));
  }
}

function reference(name: string, { region, accountId }: Deployed): string {
  switch (name) {
    case 'AWS::Region':
      return region;
    case 'AWS::AccountId':
      return accountId;
    case 'AWS::Partition':
      return partitionOf(region);
    case 'AWS::URLSuffix':
      return partitionOf(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
    default:
      return ANY_ID;
  }
}

function join(argument: unknown, at: Deployed): string {
  // CloudFormation's own form: a delimiter and a list.
  const [delimiter, parts] = argument as readonly [string, readonly unknown[]];
  return parts.map((part) => String(resolveIntrinsics(part, at))).join(delimiter);
}
