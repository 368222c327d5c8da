import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Route53Client } from '@aws-sdk/client-route-53';
import { startScriptedServer } from '../../aws/testing/scripted-server.ts';
import { createRecordPorts } from '../dns-record/calls.ts';
import { createListenerRulePorts } from '../listener-rule/calls.ts';
import { boundTo } from './call.ts';

interface Options {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The answer of a call that AWS refuses with this code, as XML. */
async function refusedWith<T>(status: number, code: string, ask: (options: Options) => Promise<T>): Promise<T> {
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;
  const server = await startScriptedServer([{ answer: status, body, headers: { 'content-type': 'text/xml' } }]);
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  try {
    return await ask({ endpoint: server.endpoint, region: 'us-east-1', credentials });
  } finally {
    await server.close();
  }
}

function rules(options: Options) {
  return createListenerRulePorts(new ElasticLoadBalancingV2Client(options), boundTo()).describeRules('listener');
}

function records(options: Options) {
  return createRecordPorts(new Route53Client(options), boundTo()).listRecords('Z1', 'foo.example.com');
}

it('a listener that was replaced has no rules, a zone that was deleted no records: what is left can be deleted', async () => {
  expect(await refusedWith(400, 'ListenerNotFound', rules)).toEqual([]);
  expect(await refusedWith(404, 'NoSuchHostedZone', records)).toEqual([]);
});

it('any other refusal is no empty list', async () => {
  await expect(refusedWith(403, 'AccessDenied', rules)).rejects.toThrow(/AWS refused .*DescribeRules/);
  await expect(refusedWith(403, 'AccessDenied', records)).rejects.toThrow(/AWS refused .*ListResourceRecordSets/);
});
