import type { WatchEvents } from '../view.ts';
import { RequestError } from './answers.ts';
import { createApp } from './create-app.ts';
import type { TellPage } from './follow.ts';

const TOKEN = 'a-token-of-this-run';
const HOST = '127.0.0.1:4000';
const BASE = `http://${HOST}/${TOKEN}`;

/** An app with one file, whose stage is followed by the test. */
function world() {
  const pages = new Set<TellPage>();
  const asked: string[] = [];
  const app = createApp({
    token: TOKEN,
    pageFiles: async () => [{ name: 'index.html', contentType: 'text/html; charset=utf-8', body: Buffer.from('<p>') }],
    follow: (tell) => {
      pages.add(tell);
      return () => void pages.delete(tell);
    },
    answers: {
      deadLetters: async () => ({ groups: [] }),
      deadLetter: async (body) => {
        asked.push(JSON.stringify(body));
        return { identity: 'one' };
      },
      explain: async () => {
        throw new RequestError('expected a log as text');
      },
      find: async () => {
        throw new Error('AWS refuses');
      },
      send: async (body) => ({ records: body.length }),
    },
  });
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    Promise.resolve(app.request(`${BASE}${path}`, { ...init, headers: { host: HOST, ...init.headers } }));
  return { app, ask, asked, pages };
}

const JSON_BODY = { method: 'POST', headers: { 'content-type': 'application/json' } };

describe('routes of the page', () => {
  it.each([
    ['the page', '/', {}, 200],
    ['a file that is none', '/page.map', {}, 404],
    ['groups', '/dead-letters', {}, 200],
    ['a dead letter', '/dead-letter', { ...JSON_BODY, body: '{}' }, 200],
    ['a body that is no JSON', '/dead-letter', { ...JSON_BODY, body: '{' }, 400],
    ['a body that is too large', '/dead-letter', { ...JSON_BODY, body: `"${'x'.repeat(70_000)}"` }, 413],
    [
      'a body of a form',
      '/dead-letter',
      { method: 'POST', body: 'a=b', headers: { 'content-type': 'text/plain' } },
      415,
    ],
    ['a wrong request', '/explain', { ...JSON_BODY, body: '{}' }, 400],
    ['a failure of AWS', '/find', { ...JSON_BODY, body: '{}' }, 502],
    ['another method', '/dead-letter', { method: 'DELETE' }, 404],
  ])('%s: %s', async (_, path, init, status) => {
    const answer = await world().ask(path, init);
    expect(answer.status).toBe(status);
    if (status >= 400) expect(await answer.json()).toEqual({ error: expect.any(String) });
  });

  it('leads to the page from its address without the last slash', async () => {
    const answer = await world().ask('');
    expect([answer.status, answer.headers.get('location')]).toEqual([308, `/${TOKEN}/`]);
  });

  it.each(['', '/', '/events', '/page.js', '/no/such/route'])('has the strict policy on %j', async (path) => {
    const { headers, body } = await world().ask(path);
    await body?.cancel();
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]),
    );
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toMatch(/^no-store|^no-cache/);
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('strangers', () => {
  const navigate = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

  it.each<[string, Record<string, string>, number]>([
    ['this machine by its other name', { host: 'localhost:4000' }, 200],
    ['a forwarded port', { host: 'localhost:9', origin: 'http://localhost:9' }, 200],
    ['the page itself', { origin: `http://${HOST}`, 'sec-fetch-site': 'same-origin' }, 200],
    ['a person who types', { 'sec-fetch-site': 'none' }, 200],
    ['a link of another site', navigate, 200],
    ['a name that leads here (DNS rebinding)', { host: 'evil.example:4000' }, 403],
    ['a name that begins alike', { host: '127.0.0.1.evil.example' }, 403],
    ['another site', { origin: 'https://evil.example' }, 403],
    ['another server of this machine', { origin: 'http://127.0.0.1:3000' }, 403],
    ['a page without an origin of its own', { origin: 'null' }, 403],
    ['a script of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 403],
    ['a frame of another site', { ...navigate, 'sec-fetch-dest': 'iframe' }, 403],
    ['a script of the same site, other port', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }, 403],
  ])('%s', async (_, headers, status) => {
    expect((await world().ask('/', { headers })).status).toBe(status);
  });

  it('may not post through a form on another site', async () => {
    const { ask, asked } = world();
    const headers = { ...JSON_BODY.headers, ...navigate };
    expect((await ask('/dead-letter', { method: 'POST', body: '{}', headers })).status).toBe(403);
    expect(asked).toEqual([]);
  });

  it.each([
    '/',
    '/events',
    '/wrong/',
    `/${TOKEN.slice(0, -1)}/`,
    `/${TOKEN}x/events`,
    `/%2e%2e/${TOKEN}/`,
    '/dead-letters',
  ])('without the token: %s', async (path) => {
    const { app } = world();
    const answer = await app.request(`http://${HOST}${path}`, { headers: { host: HOST } });
    // A path that is the page's own after the browser's rules is the page.
    expect(answer.status).toBe(new URL(`http://${HOST}${path}`).pathname === `/${TOKEN}/` ? 200 : 404);
    expect(JSON.stringify([...answer.headers])).not.toContain(TOKEN);
  });

  it.each([
    '/../../package.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/package.json',
    '/.%00',
    '//etc/passwd',
    '/\\..\\x',
  ])('leaves no folder: %s', async (path) => {
    expect((await world().ask(path)).status).toBe(404);
  });
});

describe('events', () => {
  async function read(response: Response, events: number): Promise<string> {
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.split('\n\n').length > events) break;
    }
    return text;
  }

  function tellAll(pages: ReadonlySet<TellPage>, event: keyof WatchEvents, json: string): void {
    for (const tell of pages) tell(event, json);
  }

  it('reach every page, and a page that has gone is forgotten', async () => {
    const { ask, pages } = world();
    const [one, other] = [await ask('/events'), await ask('/events')];
    expect(one.headers.get('content-type')).toMatch('text/event-stream');
    expect(pages.size).toBe(2);
    tellAll(pages, 'state', '{"a":1}');
    expect(await read(one, 1)).toBe('event: state\ndata: {"a":1}\n\n');
    expect(await read(other, 1)).toBe('event: state\ndata: {"a":1}\n\n');
    // Breaking off the reading above was the end of both.
    expect(pages.size).toBe(0);
  });

  it('are not followed for a request without a body', async () => {
    const { ask, pages } = world();
    expect((await ask('/events', { method: 'HEAD' })).status).toBe(200);
    expect(pages.size).toBe(0);
  });

  it('a page that reads slowly gets the newest of each kind', async () => {
    const { ask, pages } = world();
    const response = await ask('/events');
    tellAll(pages, 'state', '1');
    for (const json of ['2', '3']) tellAll(pages, 'state', json);
    tellAll(pages, 'reading', '4');
    tellAll(pages, 'bye', '{}');
    expect(await read(response, 2)).toBe('event: state\ndata: 3\n\nevent: bye\ndata: {}\n\n');
    expect(pages.size).toBe(0);
  });
});
