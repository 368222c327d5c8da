import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A request that the server got. */
interface SeenRequest {
  /** `PUT /bucket/key`, or the operation: `Kinesis_20131202.PutRecords`. */
  readonly what: string;
  /** Decompressed, where it was compressed. */
  readonly body: string;
}

/** A server on this machine that takes everything, as AWS does when all is well. */
export interface StubAws {
  readonly endpoint: string;
  readonly seen: SeenRequest[];
  readonly stop: () => Promise<void>;
}

/** Starts it. It speaks HTTP/1.1 and HTTP/2, which the client for Kinesis uses, on one port. */
export async function startStubAws(): Promise<StubAws> {
  const seen: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  const answer = async (
    request: IncomingMessage | Http2ServerRequest,
    response: ServerResponse | Http2ServerResponse,
  ): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer); // a stream of bytes
    const operation = String(request.headers['x-amz-target'] ?? `${request.method} ${request.url?.split('?')[0]}`);
    const body = textOf(Buffer.concat(parts));
    seen.push({ what: operation, body });
    response.statusCode = 200;
    if (operation.includes('.')) response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(answerTo(operation, body));
  };
  const http1 = createHttpServer(answer);
  const http2 = createHttp2Server(answer);
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', (chunk: Buffer) => {
      socket.pause();
      socket.unshift(chunk);
      (chunk.toString('latin1', 0, 3) === 'PRI' ? http2 : http1).emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    endpoint: `http://127.0.0.1:${port}`,
    seen,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function textOf(body: Buffer): string {
  return (body[0] === 0x1f ? gunzipSync(body) : body).toString();
}

/** DynamoDB knows no row, Kinesis takes every record, S3 every object. */
function answerTo(operation: string, body: string): string {
  if (operation.startsWith('DynamoDB')) return '{"Items":[],"Count":0,"ScannedCount":0}';
  if (!operation.startsWith('Kinesis')) return '';
  const { Records }: { readonly Records: readonly unknown[] } = JSON.parse(body);
  return JSON.stringify({
    FailedRecordCount: 0,
    Records: Records.map((_, index) => ({ SequenceNumber: String(index), ShardId: 'shardId-000000000000' })),
  });
}
