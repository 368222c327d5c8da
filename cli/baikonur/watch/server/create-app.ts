import { type Context, Hono } from 'hono';
import { errorText } from '../../../../shared/errors/error-text.ts';
import type { PageFile } from '../page/build-page.ts';
import { MAX_EXPLAINED_BYTES, MAX_SENT_BYTES, type Refusal } from '../page-requests.ts';
import { admit } from './admit.ts';
import { type Answer, type Answers, RequestError } from './answers.ts';
import { streamEvents } from './event-stream.ts';
import type { Follow } from './follow.ts';
import { PAGE_HEADERS } from './page-headers.ts';
import { readBody } from './read-body.ts';

/** Everything that the routes need. */
export interface AppOptions {
  readonly token: string;
  /** Files of the page: built at the first request. */
  readonly pageFiles: () => Promise<readonly PageFile[]>;
  readonly follow: Follow;
  readonly answers: Answers;
}

/** Room for a small request. */
const MAX_REQUEST_BYTES = 64 * 1024;
/** JSON writes one byte as six in the worst case. */
const MAX_EXPLAIN_BODY = 6 * MAX_EXPLAINED_BYTES + 1024;

/** The routes of `baikonur watch`: see `view.ts`. */
export function createApp({ token, pageFiles, follow, answers }: AppOptions): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    for (const [name, value] of Object.entries(PAGE_HEADERS)) c.header(name, value);
    const path = new URL(c.req.url).pathname;
    const admission = admit({ method: c.req.method, path, header: (name) => c.req.header(name) }, token);
    if (admission.status === 'moved') return c.redirect(admission.to, 308);
    if (admission.status === 'refused') return refuse(c, admission.code, admission.error);
    return next();
  });
  app.get('/:token/events', (c) => streamEvents(c, follow));
  app.get('/:token/dead-letters', (c) => answer(c, () => answers.deadLetters(c.req.raw.signal)));
  app.post('/:token/dead-letter', (c) => answerBody(c, MAX_REQUEST_BYTES, answers.deadLetter));
  app.post('/:token/explain', (c) => answerBody(c, MAX_EXPLAIN_BODY, answers.explain));
  app.post('/:token/find', (c) => answerBody(c, MAX_REQUEST_BYTES, answers.find));
  app.post('/:token/send', (c) => answer(c, async () => answers.send(await readBody(c.req.raw, MAX_SENT_BYTES))));
  app.get('/:token/', (c) => sendFile(c, pageFiles, 'index.html'));
  app.get('/:token/:file', (c) => sendFile(c, pageFiles, c.req.param('file')));
  app.notFound((c) => refuse(c, 404, 'there is no such route'));
  app.onError((error, c) => refuse(c, 500, errorText(error)));
  return app;
}

function refuse(c: Context, code: 400 | 403 | 404 | 413 | 415 | 500 | 502, error: string): Response {
  const body: Refusal = { error };
  return c.json(body, code);
}

/** Only files that were built are found: a path leads nowhere else. */
async function sendFile(c: Context, pageFiles: AppOptions['pageFiles'], name: string): Promise<Response> {
  const file = (await pageFiles()).find((one) => one.name === name);
  if (file === undefined) return refuse(c, 404, 'there is no such route');
  // A copy: the type of a body wants memory of its own.
  return c.body(Uint8Array.from(file.body), 200, { 'content-type': file.contentType });
}

async function answerBody(c: Context, maxBytes: number, give: Answer): Promise<Response> {
  return answer(c, async () => give(parse(await readBody(c.req.raw, maxBytes)), c.req.raw.signal));
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new RequestError('expected JSON');
  }
}

/** A wrong request is its sender's fault; anything else is that of AWS, or ours. */
async function answer(c: Context, give: () => Promise<object>): Promise<Response> {
  try {
    return c.json(await give());
  } catch (error) {
    if (error instanceof RequestError) return refuse(c, error.status, error.message);
    return refuse(c, 502, errorText(error));
  }
}
