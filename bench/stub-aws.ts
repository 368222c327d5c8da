import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on this machine that answers as AWS does when all is well. */
export async function startStubAws(): Promise<{
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
}> {
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const target = String(request.headers['x-amz-target'] ?? '');
    response.writeHead(200, target === '' ? {} : { 'content-type': 'application/x-amz-json-1.1' });
    response.end(answerTo(target, body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer); // a stream of bytes
  return Buffer.concat(parts).toString();
}

/** DynamoDB knows no row, Kinesis takes every record, S3 every object. */
function answerTo(target: string, body: string): string {
  if (target.startsWith('DynamoDB')) return '{"Items":[],"Count":0,"ScannedCount":0}';
  if (!target.startsWith('Kinesis')) return '';
  const { Records } = JSON.parse(body) as { readonly Records: readonly unknown[] };
  return JSON.stringify({
    FailedRecordCount: 0,
    Records: Records.map((_, index) => ({ SequenceNumber: String(index), ShardId: 'shardId-000000000000' })),
  });
}
