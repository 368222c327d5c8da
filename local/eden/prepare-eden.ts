import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTableAdmin } from '../../shared/eden/table/admin-calls.ts';
import type { Connection } from '../stack/connection.ts';
import { LocalStackError } from '../stack/local-stack-error.ts';
import { seedAccount } from '../strict-aws/seed.ts';

/** How to reach eden's API on the local AWS, and an image that may be deployed. */
export interface LocalEden {
  readonly url: string;
  /** Of the key `ci`. */
  readonly key: string;
  readonly image: string;
}

/** The local AWS's own account. */
const ACCOUNT = '000000000000';
const PROFILE = 'api';
/** The key of `config/stages/local.yml` that may use every profile. */
const KEY = 'ci';
/** The API's id, by the tag that eden-api's template gives it at stage local. */
const API_ID = 'eden';

/**
 * Makes what eden clones (reference service, common ALB, certificate, zone, images, bucket) and pushes the profile
 * `api`, unless that was done before; then reads the API key that the template made.
 */
export async function prepareEden(connection: Connection, table: string): Promise<LocalEden> {
  const { endpoint, region, accessKeyId, secretAccessKey } = connection;
  const admin = createTableAdmin(
    new DynamoDBClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } }),
  );
  if ((await admin.getProfile(table, PROFILE)).status === 'missing') {
    const { fields } = await seedAccount({ url: endpoint, account: ACCOUNT, region });
    await admin.putProfile(table, PROFILE, fields);
  }
  return {
    url: `${endpoint}/restapis/${API_ID}/local/_user_request_`,
    key: await readKey(connection, KEY),
    image: `${ACCOUNT}.dkr.ecr.${region}.amazonaws.com/servicename-api-dev:latest`,
  };
}

/**
 * The value of an API key of `eden.keys`, asked for by hand: the project has no API Gateway client.
 * @throws {LocalStackError} when there is none of that name.
 */
export async function readKey({ endpoint, region }: Connection, name: string): Promise<string> {
  const response = await fetch(`${endpoint}/apikeys?includeValues=true`, {
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/apigateway/aws4_request, SignedHeaders=host, Signature=0`,
    },
  });
  // GetApiKeys answers a list under `item`.
  const { item = [] } = (await response.json()) as {
    item?: readonly { readonly name?: string; readonly value?: string }[];
  };
  const key = item.find((one) => one.name?.endsWith(`-eden-${name}`) === true)?.value;
  if (key === undefined) throw new LocalStackError(`${endpoint} has no API key ${name} after eden-api was deployed`);
  return key;
}
