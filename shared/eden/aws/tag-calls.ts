import { type ECSClient, TagResourceCommand } from '@aws-sdk/client-ecs';
import {
  AddTagsCommand,
  DescribeTagsCommand,
  type ElasticLoadBalancingV2Client as ElbClient,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { batchesOf } from './batches.ts';
import { type Bound, callAws } from './call.ts';
import type { EdenReads, EdenWrites, TagsByArn } from './ports.ts';

/** Resources in one DescribeTags call. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html */
const MAX_TAG_RESOURCES = 20;
const MAX_NAMED = 3;

/** Creates the look-up of the tags of target groups and listener rules. */
export function createElbTagPorts(client: ElbClient, bounded: Bound): Pick<EdenReads, 'describeElbTags'> {
  return {
    describeElbTags: async (arns) => {
      const batches = batchesOf(arns, MAX_TAG_RESOURCES);
      const answers = await Promise.all(batches.map((batch) => describeAll(client, batch, bounded)));
      return Object.assign({}, ...answers) as TagsByArn;
    },
  };
}

/** Creates the calls that add tags to what exists. */
export function createTaggingPorts(
  ecs: ECSClient,
  elb: ElbClient,
  bounded: Bound,
): Pick<EdenWrites, 'tagElbResource' | 'tagEcsResource'> {
  return {
    tagElbResource: async (arn, tags) => {
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      await callAws({ action: 'elasticloadbalancing:AddTags', resource: arn }, () =>
        elb.send(new AddTagsCommand({ ResourceArns: [arn], Tags }), bounded()),
      );
    },
    tagEcsResource: async (arn, tags) => {
      const list = Object.entries(tags).map(([key, value]) => ({ key, value }));
      await callAws({ action: 'ecs:TagResource', resource: arn }, () =>
        ecs.send(new TagResourceCommand({ resourceArn: arn, tags: list }), bounded()),
      );
    },
  };
}

/** One missing resource fails the call for all of them: then each is asked for alone, and a missing one has no tags. */
async function describeAll(client: ElbClient, arns: string[], bounded: Bound): Promise<TagsByArn> {
  const together = await describeTags(client, arns, bounded);
  if (together !== 'missing') return together;
  if (arns.length === 1) return {};
  const answers = await Promise.all(arns.map((arn) => describeAll(client, [arn], bounded)));
  return Object.assign({}, ...answers) as TagsByArn;
}

function describeTags(client: ElbClient, arns: string[], bounded: Bound): Promise<TagsByArn | 'missing'> {
  const resource = arns.length > MAX_NAMED ? `${arns.length} resources` : arns.join(', ');
  return callAws<TagsByArn | 'missing'>(
    { action: 'elasticloadbalancing:DescribeTags', resource },
    async () => {
      const { TagDescriptions = [] } = await client.send(new DescribeTagsCommand({ ResourceArns: arns }), bounded());
      return Object.fromEntries(TagDescriptions.map(({ ResourceArn, Tags }) => [ResourceArn ?? '', tagMap(Tags)]));
    },
    ({ name }) => (/NotFound/.test(name) ? 'missing' : undefined),
  );
}

function tagMap(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = [],
): Readonly<Record<string, string>> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
}
