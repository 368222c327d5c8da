import { wantsPage } from './alb-event.ts';
import { answerNotice, type Notice } from './page.ts';

const waking: Notice = {
  code: 'waking',
  title: 'Waking up foo',
  sentence: 'Its tasks <start> & "run".',
  retryAfterS: 3,
};

it.each([
  ['text/html,application/xhtml+xml,*/*;q=0.8', true],
  ['application/json', false],
  ['*/*', false],
  ['', false],
])('a client that accepts %j is shown a page: %s', (accept, isPage) => {
  expect(wantsPage({ httpMethod: 'GET', path: '/', headers: { accept } })).toBe(isPage);
});

it('a page reloads itself, is not kept, and has the sentence as text', () => {
  const { statusCode, headers, body } = answerNotice(waking, true);
  expect(statusCode).toBe(503);
  expect(headers).toMatchObject({
    'retry-after': '3',
    'cache-control': 'no-store',
    'content-type': 'text/html; charset=utf-8',
  });
  expect(body).toContain('<meta http-equiv="refresh" content="3">');
  expect(answerNotice(waking, true, '/').body).toContain('<meta http-equiv="refresh" content="3;url=/">');
  expect(body).toContain('Its tasks &lt;start&gt; &amp; &quot;run&quot;.');
});

it('a client of an API gets JSON and the time to ask again', () => {
  const { statusCode, headers, body } = answerNotice(waking, false);
  expect([statusCode, headers['retry-after'], headers['content-type']]).toEqual([503, '3', 'application/json']);
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
  expect(JSON.parse(body)).toEqual({
    status: 'error',
    code: 'waking',
    message: waking.sentence,
    retryAfterS: 3,
  });
});

it('a wake that failed does not reload, and has a button', () => {
  const { headers, body } = answerNotice({ code: 'wake_failed', title: 'no', sentence: 'No.', hasButton: true }, true);
  expect(headers).not.toHaveProperty('retry-after');
  expect(body).not.toContain('http-equiv');
  expect(body).toContain('<form method="post" action="/.eden/wake">');
});
