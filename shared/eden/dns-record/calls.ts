import {
  ChangeResourceRecordSetsCommand,
  GetHostedZoneCommand,
  ListResourceRecordSetsCommand,
  type Route53Client,
} from '@aws-sdk/client-route-53';
import { type Bound, callAws } from '../aws/call.ts';
import type { EdenReads, EdenWrites } from '../aws/ports.ts';
import type { ResourceRecordSet } from '../aws/types.ts';

type RecordPorts = Pick<EdenReads, 'getZoneName' | 'listRecords'> & Pick<EdenWrites, 'changeRecords'>;

/** Creates the calls on hosted zones and their records. */
export function createRecordPorts(client: Route53Client, bounded: Bound): RecordPorts {
  return {
    getZoneName: async (zoneId) => {
      const name = await callAws(
        { action: 'route53:GetHostedZone', resource: zoneId },
        async () => bare((await client.send(new GetHostedZoneCommand({ Id: zoneId }), bounded())).HostedZone?.Name),
        (error) => (/^NoSuchHostedZone|^InvalidInput/.test(error.name) ? '' : undefined),
      );
      return name === '' ? undefined : name;
    },
    listRecords: (zoneId, host) =>
      callAws<readonly ResourceRecordSet[]>(
        { action: 'route53:ListResourceRecordSets', resource: `${zoneId} ${host}` },
        async () => {
          const input = { HostedZoneId: zoneId, StartRecordName: host, MaxItems: 20 };
          const { ResourceRecordSets = [] } = await client.send(new ListResourceRecordSetsCommand(input), bounded());
          return ResourceRecordSets.filter(({ Name }) => bare(Name) === bare(host));
        },
        // A zone that was deleted has no records; a create finds out by the zone's name.
        ({ name }) => (name.startsWith('NoSuchHostedZone') ? [] : undefined),
      ),
    changeRecords: (zoneId, changes) =>
      callAws(
        { action: 'route53:ChangeResourceRecordSets', resource: zoneId },
        async () => {
          const input = { HostedZoneId: zoneId, ChangeBatch: { Comment: 'eden', Changes: changes } };
          await client.send(new ChangeResourceRecordSetsCommand(input), bounded());
          return 'changed' as const;
        },
        ({ name, message }) => {
          const isStale = name === 'InvalidChangeBatch' && /not found|do not match|already exists/i.test(message);
          return isStale || name === 'PriorRequestNotComplete' ? 'stale' : undefined;
        },
      ),
  };
}

function bare(name: string | undefined): string {
  return (name ?? '').toLowerCase().replace(/\.$/, '');
}
