import type { StrictAws } from '../../local/strict-aws/strict-aws.ts';
import { readEndpoint } from '../../shared/eden/environments-file/file.ts';
import { shortOrLong } from '../exhaustive.ts';
import { type Listing, listAccount } from './listing.ts';
import { type Account, openAccount, startWorld } from './world.ts';

const MANY = shortOrLong(15, 50);

jest.setTimeout(900_000);

let strict: StrictAws;

beforeAll(async () => {
  strict = await startWorld({ drainMs: 0 });
});

afterAll(() => strict.stop());

/** Time passes as it does: many runs at once share no clock that a sleep could set ahead. */
const realClock = {
  now: () => Date.now(),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};

async function open(accountId: string): Promise<{ account: Account; before: Listing }> {
  const account = await openAccount(strict, accountId);
  return { account, before: await listAccount(account) };
}

it(`${MANY} creates of different names write ${MANY} entries and touch nothing else in the Environments JSON`, async () => {
  const { account, before } = await open('400000000050');
  const names = Array.from({ length: MANY }, (_, at) => `many-${at}`);
  const outcomes = await Promise.all(
    names.map((name) => account.create(`c-${name}`, { name, deps: { clock: realClock, retries: true } })),
  );
  expect(outcomes.map((outcome) => (outcome.status === 'failed' ? outcome.problems : 'created'))).toEqual(
    names.map(() => 'created'),
  );
  const now = await listAccount(account);
  const { text, ...metadata } = now.object as { text: string };
  const { text: textBefore, ...metadataBefore } = before.object as { text: string };
  expect(metadata).toEqual(metadataBefore);
  const [file, fileBefore] = [JSON.parse(text), JSON.parse(textBefore)];
  expect(Object.keys(file)).toEqual(['version', 'environments', 'extra']);
  expect({ ...file, environments: fileBefore.environments }).toEqual(fileBefore);
  expect(file.environments[0]).toEqual(fileBefore.environments[0]);
  expect(file.environments).toHaveLength(MANY + 1);
  expect(text).toBe(`${JSON.stringify(file, null, 4)}\n`);
  for (const name of names) {
    const entry = { name: `dev-dynamic-${name}`, env: 'dev', key: 'api_endpoint' };
    expect(readEndpoint(text, entry)).toBe(`api-${name}.dev.example.com`);
  }
  expect(new Set(now.rules.map((line) => line.split(' ')[0])).size).toBe(before.rules.length + MANY);
});

it('20 creates of one name: one winner a round, the others are told who holds it, or wait', async () => {
  const { account, before } = await open('400000000020');
  const race = (lockTimeoutMs: number) =>
    Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        account.create(`racer-${lockTimeoutMs}-${at}`, { deps: { clock: realClock, retries: true, lockTimeoutMs } }),
      ),
    );
  const first = await race(0);
  const winners = first.filter(({ status }) => status !== 'failed');
  expect(winners.length).toBeGreaterThanOrEqual(1);
  for (const outcome of first) {
    if (outcome.status !== 'failed') continue;
    expect(outcome.problems).toMatchObject([{ code: 'held', message: expect.stringMatching(/racer-0-\d+/) }]);
    expect(outcome.retryAfterS).toBeGreaterThan(0);
  }
  const waiting = await race(120_000);
  expect(waiting.map(({ status }) => status)).toEqual(waiting.map(() => 'updated'));
  const now = await listAccount(account);
  expect(now.services).toHaveLength(before.services.length + 1);
  expect(now.rules).toHaveLength(before.rules.length + 1);
  expect(new Set(now.items[0]?.journal?.taskDefinition?.arns).size).toBe(winners.length + 20);
  expect((await account.delete('end')).status).toBe('deleted');
  expect(await listAccount(account)).toEqual(before);
});
