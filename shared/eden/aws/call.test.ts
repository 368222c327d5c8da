import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsCallError } from '../problem/problem.ts';
import { boundTo, callAws } from './call.ts';
import { createElbTagPorts } from './tag-calls.ts';

const call = { action: 'ecs:UpdateService', resource: 'dev/foo' };

function failWith(name: string, message: string): () => Promise<string> {
  return () => Promise.reject(Object.assign(new Error(message), { name }));
}

it('an expected error is an answer', async () => {
  const missing = await callAws(call, failWith('ServiceNotFound', 'no'), ({ name }) =>
    name === 'ServiceNotFound' ? 'missing' : undefined,
  );
  expect(missing).toBe('missing');
});

it('any other error names action, resource and the name of the error', async () => {
  const refused = callAws(call, failWith('AccessDenied', 'not authorized'));
  await expect(refused).rejects.toBeInstanceOf(AwsCallError);
  await expect(refused).rejects.toMatchObject({ code: 'AccessDenied', action: call.action, resource: call.resource });
});

it.each([
  Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }),
  Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
  Object.assign(new Error('Request aborted'), { name: 'AbortError' }),
])('a call that no answer came to is not called refused: %s', async (error) => {
  const unanswered = callAws(call, () => Promise.reject(error));
  await expect(unanswered).rejects.toThrow(/^AWS did not answer ecs:UpdateService on dev\/foo: /);
});

it('tags are read for at most 20 resources in a call, and all of them', async () => {
  const asked: number[] = [];
  const client = {
    send: async ({ input }: { input: { ResourceArns: string[] } }) => {
      asked.push(input.ResourceArns.length);
      const describe = (ResourceArn: string) => ({ ResourceArn, Tags: [{ Key: 'eden:run', Value: ResourceArn }] });
      return { TagDescriptions: input.ResourceArns.map(describe) };
    },
  };
  const arns = Array.from({ length: 45 }, (_, index) => `arn-${index}`);
  const { describeElbTags } = createElbTagPorts(client as object as ElasticLoadBalancingV2Client, boundTo());
  const tags = await describeElbTags(arns);
  expect(asked).toEqual([20, 20, 5]);
  expect(Object.keys(tags)).toEqual(arns);
  expect(tags['arn-44']).toEqual({ 'eden:run': 'arn-44' });
});

it('a resource that is gone keeps the tags of the others from no one', async () => {
  const client = {
    send: async ({ input }: { input: { ResourceArns: string[] } }) => {
      const gone = input.ResourceArns.find((arn) => arn.startsWith('gone'));
      if (gone !== undefined) throw Object.assign(new Error(`'${gone}' not found`), { name: 'RuleNotFoundException' });
      return { TagDescriptions: input.ResourceArns.map((ResourceArn) => ({ ResourceArn, Tags: [] })) };
    },
  };
  const { describeElbTags } = createElbTagPorts(client as object as ElasticLoadBalancingV2Client, boundTo());
  expect(await describeElbTags(['gone-1', 'rule', 'gone-2', 'group'])).toEqual({ rule: {}, group: {} });
  expect(await describeElbTags(['gone-1'])).toEqual({});
});
