import type { ResourceRecordSet } from '../aws/types.ts';
import { addressRecords, aliasRecord, changesTowards } from './changes.ts';

const host = 'api-foo.dev.example.com';
const alias = aliasRecord(host, { dnsName: 'alb.amazonaws.com', zoneId: 'ZALB' });
const asRead: ResourceRecordSet = {
  ...alias,
  AliasTarget: { DNSName: 'dualstack.alb.amazonaws.com.', HostedZoneId: 'ZALB', EvaluateTargetHealth: false },
};
const cname: ResourceRecordSet = {
  Name: `${host}.`,
  Type: 'CNAME',
  TTL: 300,
  ResourceRecords: [{ Value: 'alb.amazonaws.com' }],
};
const text: ResourceRecordSet = { Name: `${host}.`, Type: 'TXT', TTL: 60, ResourceRecords: [{ Value: '"x"' }] };

it.each([
  ['nothing becomes an alias, unless someone else makes one first', [], [alias], [['CREATE', 'A']]],
  [
    'an alias that leads elsewhere is replaced',
    [aliasRecord(host, { dnsName: 'other.amazonaws.com', zoneId: 'ZALB' })],
    [alias],
    [['UPSERT', 'A']],
  ],
  ['an alias as AWS spells it is the same', [asRead], [alias], []],
  [
    'a CNAME is replaced in one batch, the deletion first',
    [cname],
    [alias],
    [
      ['DELETE', 'CNAME'],
      ['CREATE', 'A'],
    ],
  ],
  [
    'an alias goes back to the CNAME',
    [asRead],
    [cname],
    [
      ['DELETE', 'A'],
      ['CREATE', 'CNAME'],
    ],
  ],
  ['everything goes', [asRead], [], [['DELETE', 'A']]],
  ['nothing to do', [], [], []],
])('%s', (_what, present, wanted, expected) => {
  const changes = changesTowards(present, wanted).map((change) => [change.Action, change.ResourceRecordSet?.Type]);
  expect(changes).toEqual(expected);
});

it('a DELETE names what was read, not what we would write', () => {
  expect(changesTowards([asRead], [])[0]?.ResourceRecordSet).toBe(asRead);
});

it('other records at the name are left alone', () => {
  expect(addressRecords([text, cname])).toEqual([cname]);
});
