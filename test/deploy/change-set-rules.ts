/** A resource of a template, as far as the rules look at it. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
}

export type TemplateResources = Readonly<Record<string, TemplateResource>>;

/** A resource that exists on AWS under the name that a template gives it. */
interface Existing {
  readonly id: string;
  readonly type: string;
  readonly name: string;
}

/** The verdict on a change set, as AWS gives it. */
export interface Verdict {
  /** Resources that the change set takes into the stack. */
  readonly imported: readonly Existing[];
  /** Sentences; with one of them nothing is made. */
  readonly refusals: readonly string[];
}

/**
 * Types that are named here and support import, with the property of the name.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import-supported-resources.html
 */
export const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Kinesis::Stream': 'Name',
  'AWS::KinesisFirehose::DeliveryStream': 'DeliveryStreamName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
};

const ACCOUNT = '000000000000';

/**
 * Judges a change set by AWS's rules: an existing resource is taken in when the caller asks for it, its name is a text and
 * its deletion policy retains it; else its name is taken.
 * @param isThere whether a resource exists and is in no stack
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources-automatically.html
 */
export async function judgeChangeSet(
  added: TemplateResources,
  asksForImport: boolean,
  isThere: (type: string, name: string) => Promise<boolean>,
): Promise<Verdict> {
  const imported: Existing[] = [];
  const refusals: string[] = [];
  for (const [id, resource] of Object.entries(added)) {
    const name = nameOf(resource);
    if (name === undefined || !(await isThere(resource.Type, name))) continue;
    const refusal = refuseImport(resource, asksForImport);
    if (refusal === undefined) imported.push({ id, type: resource.Type, name });
    else refusals.push(`${id}: ${resource.Type} ${name} already exists: ${refusal}`);
  }
  return { imported, refusals };
}

/** The name of a resource on AWS; `undefined` where AWS or another resource gives it. */
export function nameOf({ Type, Properties = {} }: TemplateResource): string | undefined {
  const property = NAME_PROPERTIES[Type];
  const value = property === undefined ? undefined : Properties[property];
  if (typeof value === 'string') return value;
  const text = typeof value === 'object' && value !== null && 'Fn::Sub' in value ? value['Fn::Sub'] : undefined;
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
  return typeof text === 'string' ? text.replaceAll('${AWS::AccountId}', ACCOUNT) : undefined;
}

function refuseImport({ Type, Properties = {}, DeletionPolicy }: TemplateResource, asksForImport: boolean) {
  if (!asksForImport) return 'the change set imports nothing';
  if (typeof Properties[NAME_PROPERTIES[Type] ?? ''] !== 'string') return 'its name is no text';
  if (DeletionPolicy !== 'Retain' && DeletionPolicy !== 'RetainExceptOnCreate') return 'it is not retained';
  return undefined;
}

/** A template without some resources: nothing waits for them, and references to them are their names. */
export function withoutResources(resources: TemplateResources, ids: ReadonlySet<string>): TemplateResources {
  const named = JSON.parse(JSON.stringify(resources), (_, value: unknown) => {
    const isReference = typeof value === 'object' && value !== null && 'Ref' in value;
    const id = isReference ? String(value.Ref) : '';
    const referred = resources[id];
    return ids.has(id) && referred !== undefined ? nameOf(referred) : value;
  }) as TemplateResources;
  const kept = Object.entries(named).filter(([id]) => !ids.has(id));
  return Object.fromEntries(
    kept.map(([id, { DependsOn = [], ...resource }]) => [
      id,
      { ...resource, DependsOn: [DependsOn].flat().filter((other) => !ids.has(other)) },
    ]),
  );
}
