import { gzipSync } from 'node:zlib';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

interface KinesisEvent {
  readonly Records: readonly { readonly kinesis: { readonly data: string } }[];
}

const s3 = new S3Client({ forcePathStyle: true });
const dynamodb = new DynamoDBClient({});

/** The floor of a cold start: the two clients that every stream function has, one query, and the records in one object. */
export async function floor({ Records }: KinesisEvent): Promise<{ readonly batchItemFailures: readonly [] }> {
  await dynamodb.send(
    new QueryCommand({
      TableName: 'progress',
      KeyConditionExpression: 'lane = :lane',
      ExpressionAttributeValues: { ':lane': { S: 'floor' } },
    }),
  );
  const body = gzipSync(Buffer.concat(Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64'))));
  await s3.send(new PutObjectCommand({ Bucket: 'archive', Key: 'floor', Body: body }));
  return { batchItemFailures: [] };
}
