import { resolveAccount } from '../topology/account.ts';

/** A resource of a compiled template, as far as it is looked at. */
interface NamedResource {
  readonly DeletionPolicy?: unknown;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** Properties that name what a stage can keep. */
const NAMES = ['BucketName', 'DeliveryStreamName', 'LogGroupName', 'Name', 'RoleName', 'TableName'];

/**
 * Resources of a template, with the account's number in the names of those that survive their stack: CloudFormation takes
 * back only what is named by a text.
 */
export function staticNames<R extends NamedResource>(
  resources: Readonly<Record<string, R>>,
  accountId: string,
): Readonly<Record<string, R>> {
  return Object.fromEntries(
    Object.entries(resources).map(([id, resource]) => [
      id,
      resource.DeletionPolicy === 'RetainExceptOnCreate' ? withStaticName(resource, accountId) : resource,
    ]),
  );
}

function withStaticName<R extends NamedResource>(resource: R, accountId: string): R {
  const properties = Object.entries(resource.Properties ?? {}).map(([name, value]) => [
    name,
    NAMES.includes(name) ? staticName(value, accountId) : value,
  ]);
  return { ...resource, Properties: Object.fromEntries(properties) };
}

function staticName(value: unknown, accountId: string): unknown {
  if (typeof value !== 'object' || value === null || !('Fn::Sub' in value)) return value;
  const text = value['Fn::Sub'];
  const resolved = typeof text === 'string' ? resolveAccount(text, accountId) : undefined;
  return resolved === undefined || resolved.includes('${') ? value : resolved;
}
