import type { Change, ResourceRecordSet } from '../aws/types.ts';

/** Where an alias points. */
export interface AliasTarget {
  readonly dnsName: string;
  readonly zoneId: string;
}

/** The record types that eden makes or once made; others (TXT, CAA …) at the name are left alone. */
const ADDRESS_TYPES = new Set<string | undefined>(['A', 'AAAA', 'CNAME']);

/** The records at a name that decide where it leads. */
export function addressRecords(records: readonly ResourceRecordSet[]): readonly ResourceRecordSet[] {
  return records.filter(({ Type }) => ADDRESS_TYPES.has(Type));
}

/** The alias of a host. @see https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html */
export function aliasRecord(host: string, target: AliasTarget): ResourceRecordSet {
  return {
    Name: `${host}.`,
    Type: 'A',
    AliasTarget: { DNSName: target.dnsName, HostedZoneId: target.zoneId, EvaluateTargetHealth: false },
  };
}

/**
 * One batch that turns the present records of a name into the wanted ones; empty when they are the same. A CNAME
 * beside anything else is refused by DNS, so deletions and additions go together, deletions first. What is not there is
 * created: Route 53 refuses that when someone else has made it meanwhile.
 */
export function changesTowards(
  present: readonly ResourceRecordSet[],
  wanted: readonly ResourceRecordSet[],
): readonly Change[] {
  const kept = new Set(wanted.map(identity));
  const removed = present.filter((record) => !kept.has(identity(record)));
  const added = wanted.flatMap((record): Change[] => {
    const other = present.find((one) => identity(one) === identity(record));
    if (other === undefined) return [{ Action: 'CREATE', ResourceRecordSet: record }];
    return isSameRecord(other, record) ? [] : [{ Action: 'UPSERT', ResourceRecordSet: record }];
  });
  return [...removed.map((record): Change => ({ Action: 'DELETE', ResourceRecordSet: record })), ...added];
}

/** Whether records are one `A` alias to this target and nothing else. */
export function isAliasOnly(records: readonly ResourceRecordSet[], target: AliasTarget): boolean {
  const [only, ...others] = records;
  return (
    only?.Type === 'A' &&
    others.length === 0 &&
    only.SetIdentifier === undefined &&
    isSameRecord(only, aliasRecord(only.Name ?? '', target))
  );
}

/** Whether a record of a host leads to this target: as the alias, or as the CNAME that older versions made. */
export function leadsTo(record: ResourceRecordSet, host: string, target: AliasTarget): boolean {
  if (bare(record.Name) !== bare(host)) return false;
  if (record.AliasTarget !== undefined) return record.Type === 'A' && isSameRecord(record, aliasRecord(host, target));
  const [value, ...others] = record.ResourceRecords ?? [];
  return record.Type === 'CNAME' && others.length === 0 && bare(value?.Value) === bare(target.dnsName);
}

function identity({ Type, SetIdentifier }: ResourceRecordSet): string {
  return `${Type ?? ''} ${SetIdentifier ?? ''}`;
}

function isSameRecord(a: ResourceRecordSet, b: ResourceRecordSet): boolean {
  const shape = ({ TTL, AliasTarget, ResourceRecords }: ResourceRecordSet): string =>
    JSON.stringify([
      TTL ?? null,
      AliasTarget === undefined ? null : [bare(AliasTarget.DNSName), AliasTarget.HostedZoneId],
      (ResourceRecords ?? []).map(({ Value }) => Value),
    ]);
  return shape(a) === shape(b);
}

function bare(name: string | undefined): string {
  return (name ?? '')
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^dualstack\./, '');
}
