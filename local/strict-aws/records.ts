import type { AwsAnswer } from './aws-error.ts';
import type { AwsRequest } from './aws-request.ts';
import type { KnownRecord, StrictState } from './strict-state.ts';

/** A zone after a change batch, or why Route 53 refuses the whole batch. */
export type RecordsAfter =
  | { readonly status: 'ok'; readonly records: readonly KnownRecord[] }
  | { readonly status: 'refused'; readonly message: string };

/** Applies a batch to a zone as Route 53 does: all of it or nothing. */
export function recordsAfter(before: readonly KnownRecord[], body: string): RecordsAfter {
  let records = [...before];
  for (const { action, record } of readChanges(body)) {
    const present = records.find((other) => isSame(other, record));
    const what = `name='${record.name}', type='${record.type}'`;
    if (action === 'DELETE') {
      if (present === undefined) return refused(`Tried to delete resource record set [${what}] but it was not found`);
      if (sorted(present.xml) !== sorted(record.xml)) {
        return refused(
          `Tried to delete resource record set [${what}] but the values provided do not match the current values`,
        );
      }
    }
    if (action === 'CREATE' && present !== undefined) {
      return refused(`Tried to create resource record set [${what}] but it already exists`);
    }
    records = records.filter((other) => !isSame(other, record));
    if (action !== 'DELETE') records.push(record);
  }
  for (const record of records.filter(({ type }) => type === 'CNAME')) {
    if (records.some(({ name, type }) => name === record.name && type !== 'CNAME')) {
      return refused(
        `RRSet of type CNAME with DNS name ${record.name} is not permitted as it conflicts with other records with the same DNS name`,
      );
    }
  }
  return { status: 'ok', records };
}

function readChanges(body: string): readonly { readonly action: string; readonly record: KnownRecord }[] {
  return [...body.matchAll(/<Change>(.*?)<\/Change>/gs)].map(([, change = '']) => {
    const xml = (/<ResourceRecordSet>(.*?)<\/ResourceRecordSet>/s.exec(change)?.[1] ?? '')
      .replace(/>\s+</g, '><')
      .trim();
    const name = fullName(tag(xml, 'Name'));
    const full = xml.replace(/<Name>[^<]*<\/Name>/, `<Name>${name}</Name>`);
    const record = { name, type: tag(xml, 'Type'), setId: tag(xml, 'SetIdentifier'), xml: full };
    return { action: tag(change, 'Action'), record };
  });
}

function fullName(name: string): string {
  return `${name.toLowerCase().replace(/\.$/, '')}.`;
}

function tag(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
}

function isSame(a: KnownRecord, b: KnownRecord): boolean {
  return a.name === b.name && a.type === b.type && a.setId === b.setId;
}

function refused(message: string): RecordsAfter {
  return { status: 'refused', message };
}

/** Elements in any order mean the same; names with and without the final dot too. */
function sorted(xml: string): string {
  return xml
    .toLowerCase()
    .split(/(?=<[^/])/)
    .map((part) => part.replace(/\.</g, '<'))
    .toSorted()
    .join('');
}

/**
 * Answers for records from the proxy's own book: moto gives aliases a TTL of 0, which no DELETE may then name.
 * Undefined for anything else.
 */
export function answerRecords(state: StrictState, request: AwsRequest): AwsAnswer | undefined {
  const headers = { 'content-type': 'text/xml' };
  const zone = zoneOf(request.path);
  if (request.action === 'ChangeResourceRecordSets') {
    const info = `<Id>/change/C1</Id><Status>INSYNC</Status><SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt>`;
    const body = `<ChangeResourceRecordSetsResponse><ChangeInfo>${info}</ChangeInfo></ChangeResourceRecordSetsResponse>`;
    return { status: 200, headers, body };
  }
  if (request.action !== 'ListResourceRecordSets') return undefined;
  const from = fullName(new URLSearchParams(request.path.split('?')[1]).get('name') ?? '');
  const reversed = (name: string): string => name.split('.').toReversed().join('.');
  const records = (state.records.get(zone) ?? [])
    .filter(({ name }) => from === '.' || reversed(name) >= reversed(from))
    .toSorted((a, b) => (reversed(a.name) < reversed(b.name) ? -1 : 1))
    .map(({ xml }) => `<ResourceRecordSet>${xml}</ResourceRecordSet>`)
    .join('');
  const body = `<ListResourceRecordSetsResponse><ResourceRecordSets>${records}</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>300</MaxItems></ListResourceRecordSetsResponse>`;
  return { status: 200, headers, body };
}

/** The hosted zone a path is about. */
export function zoneOf(path: string): string {
  return /hostedzone\/([^/?]+)/.exec(path)?.[1] ?? '';
}
