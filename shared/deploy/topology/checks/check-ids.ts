import { pascal } from '../../template/cloudformation.ts';
import type { ReportProblem } from '../problem.ts';
import type { ConfigPath } from '../repair-value.ts';
import { FILES, type Sections, stageFile } from '../sections.ts';

/** Short names of one kind, and the logical ids that follow from each. */
interface NamedResources {
  readonly file: string;
  readonly names: readonly (readonly [name: string, path: ConfigPath])[];
  /** Begins of the ids, before the name, and ends behind it: `EdenKeyCi`, `EdenKeyCiInPlan`. */
  readonly begin: string;
  readonly ends?: readonly string[];
  /** Ids with this begin that something else has. */
  readonly taken?: readonly string[];
}

/**
 * Short names that lead to one logical id of CloudFormation, where one resource would silently replace the other: names
 * that differ only by a hyphen before a digit (`x-1`, `x1`), and names such as `bucket` for a delivery stream, beside the
 * bucket of all delivery streams.
 */
export function checkLogicalIds(sections: Sections, stage: string, report: ReportProblem): void {
  for (const kind of namedResources(sections, stage)) checkKind(kind, report);
}

function namedResources(sections: Sections, stage: string): readonly NamedResources[] {
  const { streams, forwarders, subscriptions } = sections;
  const ofMapping = (mapping: object, path: ConfigPath) =>
    Object.keys(mapping).map((name) => [name, [...path, name]] as const);
  const ofList = (list: readonly { readonly name: string }[], key: string) =>
    list.map(({ name }, index) => [name, [key, index, 'name']] as const);
  return [
    { file: FILES.streams, begin: 'Stream', names: ofMapping(streams.streams, ['streams']) },
    {
      file: FILES.streams,
      begin: 'Delivery',
      ends: ['', 'Role', 'LogGroup', 'LogStream'],
      taken: ['DeliveryBucket', 'DeliveryBucketPolicy'],
      names: ofMapping(streams.deliveryStreams, ['deliveryStreams']),
    },
    { file: FILES.forwarders, begin: 'AlarmForwarders', names: ofList(forwarders.forwarders, 'forwarders') },
    {
      file: FILES.subscriptions,
      begin: 'Subscription',
      taken: ['SubscriptionRole'],
      names: ofList(subscriptions.subscriptions, 'subscriptions'),
    },
    {
      file: FILES.tasks,
      begin: 'TaskSchedule',
      names: ofList(sections.tasks.tasks, 'tasks'),
    },
    {
      file: stageFile(stage),
      begin: 'EdenKey',
      ends: ['', 'InPlan'],
      names: ofMapping(sections.stage.eden?.keys ?? {}, ['eden', 'keys']),
    },
  ];
}

function checkKind({ file, names, begin, ends = [''], taken = [] }: NamedResources, report: ReportProblem): void {
  const owners = new Map(taken.map((id) => [id, '']));
  for (const [name, path] of new Map(names.map((entry) => [entry[0], entry])).values()) {
    const ids = ends.map((end) => `${begin}${pascal(name)}${end}`);
    const id = ids.find((one) => owners.has(one));
    if (id !== undefined) report(file, path, explain(name, id, owners.get(id) ?? ''));
    for (const one of ids) owners.set(one, name);
  }
}

function explain(name: string, id: string, owner: string): string {
  if (pascal(owner) !== pascal(name)) {
    const other = owner === '' ? 'this application itself' : owner;
    return `expected another name, got ${name}: ${id} in the logical ids of CloudFormation belongs to ${other}`;
  }
  const both = `both become ${pascal(name)} in the logical ids of CloudFormation`;
  return `expected a name that differs from ${owner} by more than a hyphen, got ${name}: ${both}`;
}
