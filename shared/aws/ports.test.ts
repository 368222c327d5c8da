import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { PortError } from '../pipeline/ports.ts';
import { createClientOptions, createS3ClientOptions } from './client-options.ts';
import { createGetObject } from './get-object.ts';
import { createProgressTable } from './progress-table.ts';
import { createPutObject } from './put-object.ts';
import { createPutRecordBatch } from './put-record-batch.ts';
import { createPutRecords } from './put-records.ts';
import { closedEndpoint, type Script, type ScriptedServer, startScriptedServer } from './testing/scripted-server.ts';

function env(endpoint: string) {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'eu-west-1',
  };
}
interface CallOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}
type Call = (endpoint: string, options: CallOptions) => Promise<unknown>;
/** As deployed, but for the connect time-out: the SDK leaves its timer running after a refusal, and jest waits for it. */
const requestHandler = new NodeHttpHandler();
function options(endpoint: string, service: 'KINESIS' | 'FIREHOSE' | 'DYNAMODB') {
  return {
    ...createClientOptions(env(endpoint), service),
    requestHandler,
  };
}
function s3Options(endpoint: string) {
  return { ...createS3ClientOptions(env(endpoint)), requestHandler };
}
function stop({ signal }: CallOptions) {
  return signal ? { signal } : {};
}
function limit({ timeoutMs }: CallOptions) {
  return timeoutMs ? { timeoutMs } : {};
}
const records = [{ data: Buffer.from('{}'), partitionKey: 'k' }];
const object = { bucket: 'logs', key: 'a/b', body: Buffer.from('x'), contentType: 'application/x-ndjson' };

const calls: Readonly<Record<string, Call>> = {
  'Kinesis PutRecords to stream': (endpoint, call) =>
    createPutRecords(
      new KinesisClient(options(endpoint, 'KINESIS')),
      limit(call),
    )({
      target: 'stream',
      records,
      ...stop(call),
    }),
  'Firehose PutRecordBatch to hose': (endpoint, call) =>
    createPutRecordBatch(
      new FirehoseClient(options(endpoint, 'FIREHOSE')),
      limit(call),
    )({
      target: 'hose',
      records,
      ...stop(call),
    }),
  'S3 PutObject to s3://logs/a/b': (endpoint, call) =>
    createPutObject(new S3Client(s3Options(endpoint)), limit(call))({ ...object, ...stop(call) }),
  'S3 GetObject to s3://logs/a/b': (endpoint, call) =>
    createGetObject(new S3Client(s3Options(endpoint)), limit(call))({ ...object, ...stop(call) }),
  'DynamoDB Query to progress': (endpoint, call) =>
    createProgressTable(new DynamoDBClient(options(endpoint, 'DYNAMODB')), 'progress', limit(call)).query({
      progressKey: 'l',
      first: '1',
      last: '2',
    }),
};

function jsonError(code: string) {
  return JSON.stringify({ __type: code, message: 'said\nso' });
}
function xmlError(code: string) {
  return `<?xml version="1.0"?><Error><Code>${code}</Code><Message>said\nso</Message></Error>`;
}

async function failure(run: Promise<unknown>): Promise<PortError> {
  const thrown: unknown = await run.then(
    () => undefined,
    (error) => error,
  );
  if (!(thrown instanceof PortError)) throw new Error(`no PortError but ${String(thrown)}`);
  return thrown;
}

describe.each(Object.entries(calls))('%s', (title, call) => {
  let server: ScriptedServer | undefined;
  const serve = async (...scripts: Script[]) => {
    server = await startScriptedServer(scripts);
    return server.endpoint;
  };
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });
  const errorBody = title.startsWith('S3') ? xmlError : jsonError;

  it.each([
    [400, 'ResourceNotFoundException'],
    [400, 'ProvisionedThroughputExceededException'],
    [403, 'AccessDeniedException'],
    [404, 'NoSuchBucket'],
    [503, 'SlowDown'],
    [500, 'InternalFailure'],
  ])('tells %i %s by its name, asked once', async (status, code) => {
    const error = await failure(call(await serve({ answer: status, body: errorBody(code) }), {}));
    expect(error).toMatchObject({ code, httpStatus: status, message: `${title}: ${status} ${code}: said so` });
    expect(server?.seen).toHaveLength(1);
  });

  it.each([[502], [503], [429]])('knows the status of a proxy that answers %i with a page', async (status) => {
    const page = '<html>\n<h1>Bad gateway</h1></html>';
    const error = await failure(call(await serve({ answer: status, body: page }), {}));
    expect(error.httpStatus).toBe(status);
    expect(error.message).toMatch(new RegExp(`^${title}: ${status} [^\n]+$`));
  });

  it('ends the call to an endpoint that hangs, in one sentence', async () => {
    const error = await failure(call(await serve({ fault: 'hang' }), { timeoutMs: 150 }));
    expect(error).toMatchObject({ code: 'TimeoutError', httpStatus: undefined });
    expect(error.message).toBe(`${title}: no answer within 150 ms`);
  });

  it('reports a connection reset', async () => {
    const error = await failure(call(await serve({ fault: 'reset' }), {}));
    expect(error).toMatchObject({ code: 'ECONNRESET', httpStatus: undefined });
  });

  it('names the address at which nothing listens', async () => {
    const endpoint = await closedEndpoint();
    const error = await failure(call(endpoint, {}));
    expect(error.code).toBe('ECONNREFUSED');
    expect(error.message).toContain(`connect ECONNREFUSED ${endpoint.replace('http://', '')}`);
  });

  if (!title.startsWith('DynamoDB')) {
    it('stops when the invocation does', async () => {
      const aborter = new AbortController();
      const running = failure(call(await serve({ fault: 'hang' }), { signal: aborter.signal }));
      aborter.abort();
      expect((await running).code).toBe('AbortError');
    });

    it('says that the time of the invocation ended it', async () => {
      const error = await failure(call(await serve({ fault: 'hang' }), { signal: AbortSignal.timeout(1) }));
      expect(error.code).toBe('AbortError');
      expect(error.message).toBe(`${title}: cut off: no time was left for an answer`);
    });
  }

  if (!title.startsWith('S3 Put')) {
    it.each(['cut', 'stall'] as const)('does not take half an answer (%s) for one', async (fault) => {
      const error = await failure(call(await serve({ fault }), { timeoutMs: 150 }));
      expect(error.message).toContain(title);
    });
  }
});
