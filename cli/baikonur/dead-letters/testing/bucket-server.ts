import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that speaks as much of S3 and STS as reading one bucket needs. */
export interface BucketServer {
  readonly endpoint: string;
  /** Objects by key. */
  readonly objects: Map<string, StoredObject>;
  /** Of objects: the key of each GetObject, in order. */
  readonly opened: string[];
  /** Ends the connection in the middle of the next so many bodies. */
  cutBodies: number;
  /** Requests that the caller has no right to; default: none. */
  denied?: 'ListBucket' | 'GetObject';
  readonly close: () => Promise<void>;
}

interface StoredObject {
  readonly body: Buffer;
  /** Epoch milliseconds. */
  readonly writtenAtMs: number;
}

const PAGE_SIZE = 1_000;
const IDENTITY =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>000000000000</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';

/** Starts a server with an empty bucket, whatever its name. */
export async function startBucketServer(): Promise<BucketServer> {
  const http = createServer((request, response) => answer(server, request, response));
  // A connection that ends after a while of silence ends, on a busy machine, just when a client sends on it.
  http.keepAliveTimeout = 0;
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  const server: BucketServer = {
    endpoint: `http://127.0.0.1:${port}`,
    objects: new Map(),
    opened: [],
    cutBodies: 0,
    close: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
  return server;
}

function answer(server: BucketServer, request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const { pathname, searchParams } = new URL(request.url ?? '/', server.endpoint);
  if (request.method === 'POST') {
    response.writeHead(200, { 'content-type': 'text/xml' }).end(IDENTITY);
    return;
  }
  const isListing = searchParams.has('list-type');
  if (server.denied === (isListing ? 'ListBucket' : 'GetObject')) {
    response.writeHead(403, { 'content-type': 'application/xml' }).end('<Error><Code>AccessDenied</Code></Error>');
    return;
  }
  if (isListing) {
    response.writeHead(200, { 'content-type': 'application/xml' }).end(listing(server, searchParams));
    return;
  }
  getObject(server, decodeURIComponent(pathname.split('/').slice(2).join('/')), response);
}

function getObject(server: BucketServer, key: string, response: ServerResponse): void {
  const object = server.objects.get(key);
  server.opened.push(key);
  if (object === undefined) {
    response.writeHead(404, { 'content-type': 'application/xml' }).end('<Error><Code>NoSuchKey</Code></Error>');
    return;
  }
  const { body } = object;
  response.writeHead(200, { 'content-length': body.length });
  if (server.cutBodies === 0) response.end(body);
  else {
    server.cutBodies--;
    response.write(body.subarray(0, body.length / 2), () => response.destroy());
  }
}

/** A page of a listing, at most 1,000 keys, without folders. */
export function listing({ objects }: Pick<BucketServer, 'objects'>, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const matching = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const folderOf = (key: string): string | undefined => {
    const end = query.has('delimiter') ? key.indexOf('/', prefix.length) : -1;
    return end < 0 ? undefined : key.slice(0, end + 1);
  };
  const folders = [...new Set(matching.flatMap((key) => folderOf(key) ?? []))];
  const keys = matching.filter((key) => folderOf(key) === undefined);
  const page = keys.slice(0, PAGE_SIZE);
  const contents = page.map((key) => {
    const { body, writtenAtMs } = objects.get(key) ?? { body: Buffer.alloc(0), writtenAtMs: 0 };
    const written = new Date(writtenAtMs).toISOString();
    return `<Contents><Key>${key}</Key><Size>${body.length}</Size><LastModified>${written}</LastModified></Contents>`;
  });
  const more = keys.length > page.length;
  const token = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
  const common = folders.map((folder) => `<CommonPrefixes><Prefix>${folder}</Prefix></CommonPrefixes>`);
  return `<ListBucketResult><IsTruncated>${more}</IsTruncated>${token}${contents.join('')}${common.join('')}</ListBucketResult>`;
}
