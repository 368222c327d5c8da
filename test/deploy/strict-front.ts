import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { awsErrorAnswer } from '../../local/strict-aws/aws-error.ts';
import { type Account, openAccount } from './account.ts';
import { judgeChangeSet, type TemplateResources, withoutResources } from './change-set-rules.ts';

/** A front that makes the local AWS as strict as AWS is about change sets and full buckets. */
export interface StrictFront {
  readonly endpoint: string;
  readonly account: Account;
  /** Actions of CloudFormation that arrived, with what AWS would see of them. */
  readonly calls: readonly RecordedCall[];
  /** The next change set that makes anything beside the deployment bucket fails at its last resource. */
  readonly failNext: () => void;
  readonly close: () => Promise<void>;
}

/** A call of CloudFormation. */
export interface RecordedCall {
  readonly action: string;
  readonly stack: string;
  readonly importExistingResources?: boolean;
  /** Types and names that AWS would take back. */
  readonly imported?: readonly string[];
  readonly refused?: readonly string[];
}

/**
 * Types that the local AWS cannot take into a stack: it would make streams anew, without their records, and it refuses a
 * bucket that exists even where it is imported.
 */
const NOT_IMPORTED_LOCALLY = ['AWS::Kinesis::Stream', 'AWS::KinesisFirehose::DeliveryStream', 'AWS::S3::Bucket'];

/** Starts the front before a local AWS. */
export async function startStrictFront(upstream: string): Promise<StrictFront> {
  const state: FrontState = { account: openAccount(upstream), calls: [], adopted: new Map(), failsNext: false };
  const handlers: Handlers = {
    CreateChangeSet: (params) => createChangeSet(params, state),
    DeleteStack: (params) => deleteStack(params, state),
  };
  const server = createServer((incoming, answer) => {
    serve(incoming, answer, upstream, handlers).catch((error) => {
      answer.writeHead(500).end(String(error));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    account: state.account,
    calls: state.calls,
    failNext: () => {
      state.failsNext = true;
    },
    close: async () => {
      state.account.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface FrontState {
  readonly account: Account;
  readonly calls: RecordedCall[];
  /** By stack: logical ids that are there and that the local AWS does not know as the stack's. */
  readonly adopted: Map<string, Set<string>>;
  failsNext: boolean;
}

async function createChangeSet(params: URLSearchParams, state: FrontState): Promise<Changed> {
  const { account, adopted, calls } = state;
  const stack = params.get('StackName') ?? '';
  const resources = await account.readTemplate(params);
  const own = adopted.get(stack) ?? new Set();
  adopted.set(stack, own);
  const known = new Set([...(await account.stackResources(stack)), ...own]);
  const added = Object.fromEntries(Object.entries(resources).filter(([id]) => !known.has(id)));
  const importExistingResources = params.get('ImportExistingResources') === 'true';
  const { imported, refusals } = await judgeChangeSet(added, importExistingResources, account.isThere);
  const names = imported.map(({ type, name }) => `${type} ${name}`);
  calls.push({ action: 'CreateChangeSet', stack, importExistingResources, imported: names, refused: refusals });
  if (refusals.length > 0) return { status: 'refused', sentence: refusals.join('; ') };
  for (const { id, type } of imported) if (NOT_IMPORTED_LOCALLY.includes(type)) own.add(id);
  const left = withoutResources(resources, new Set([...own, ...unknownLocally(resources)]));
  await account.writeTemplate(params, { ...left, ...failingResource(left, state) });
  return { status: 'passed' };
}

/** A resource that cannot be made, after all others. */
function failingResource(resources: TemplateResources, state: FrontState): TemplateResources {
  const isWhole = Object.values(resources).some(({ Type }) => Type === 'AWS::Lambda::Function');
  if (!isWhole || !state.failsNext) return {};
  state.failsNext = false;
  return { Fails: { Type: 'AWS::Laboratory::Fails', DependsOn: Object.keys(resources) } };
}

async function deleteStack(params: URLSearchParams, { account, adopted, calls }: FrontState): Promise<Changed> {
  const stack = params.get('StackName') ?? '';
  const full = await account.fullBuckets(stack);
  calls.push({ action: 'DeleteStack', stack, refused: full });
  if (full.length > 0) return { status: 'refused', sentence: `The bucket you tried to delete is not empty: ${full}` };
  adopted.delete(stack);
  return { status: 'passed' };
}

type Changed = { readonly status: 'passed' } | { readonly status: 'refused'; readonly sentence: string };
type Handlers = Readonly<Record<string, (params: URLSearchParams) => Promise<Changed>>>;

/** Alarms on expressions and composite alarms. */
function unknownLocally(resources: TemplateResources): readonly string[] {
  return Object.entries(resources).flatMap(([id, { Type, Properties = {} }]) =>
    Type === 'AWS::CloudWatch::CompositeAlarm' || (Type === 'AWS::CloudWatch::Alarm' && 'Metrics' in Properties)
      ? [id]
      : [],
  );
}

async function serve(incoming: IncomingMessage, answer: ServerResponse, upstream: string, handlers: Handlers) {
  const body = await buffer(incoming);
  const isForm = String(incoming.headers['content-type']).includes('x-www-form-urlencoded');
  const params = new URLSearchParams(isForm ? body.toString() : '');
  const handle = handlers[params.get('Action') ?? ''];
  const changed = await handle?.(params);
  if (changed?.status === 'refused') {
    const { status, headers, body: text } = awsErrorAnswer('elasticloadbalancing', 'ValidationError', changed.sentence);
    answer.writeHead(status, { ...headers }).end(text);
    return;
  }
  forward(incoming, answer, upstream, handle === undefined ? body : Buffer.from(params.toString()));
}

function forward(incoming: IncomingMessage, answer: ServerResponse, upstream: string, body: Buffer): void {
  const { hostname, port } = new URL(upstream);
  const { 'transfer-encoding': _, ...headers } = incoming.headers;
  const outgoing = request(
    {
      hostname,
      port,
      method: incoming.method,
      path: incoming.url,
      headers: { ...headers, 'content-length': body.length },
    },
    (from) => {
      answer.writeHead(from.statusCode ?? 502, from.headers);
      from.pipe(answer);
    },
  );
  outgoing.on('error', () => answer.writeHead(502).end());
  outgoing.end(body);
}
