import type { ReadSecret } from '../../shared/settings/secret-reference.ts';
import { keepSecrets } from './secrets.ts';

const { signal } = new AbortController();
const sharedKey = { store: 'ssm', id: '/key' } as const;
const password = { store: 'secretsmanager', id: 'fluent', field: 'password' } as const;

/** A store that counts its reads, and answers with them. */
function countingStore() {
  let reads = 0;
  const readSecret: ReadSecret = async (reference) => {
    reads += 1;
    return reference.store === 'text' ? reference.value : `${reference.id} ${reads}`;
  };
  return { readSecret, reads: () => reads };
}

describe('keepSecrets', () => {
  it('reads nothing where nothing is referred to', async () => {
    const { readSecret, reads } = countingStore();
    const references = { sharedKey: undefined, username: undefined, password: undefined, ca: undefined };
    expect(await keepSecrets(references, readSecret).read(signal)).toEqual({ credentials: undefined, ca: undefined });
    expect(reads()).toBe(0);
  });

  it('reads once, and again when told to forget', async () => {
    const { readSecret } = countingStore();
    const references = { sharedKey, username: 'user', password, ca: { store: 'text', value: 'PEM' } as const };
    const secrets = keepSecrets(references, readSecret);
    const first = { credentials: { sharedKey: '/key 1', username: 'user', password: 'fluent 2' }, ca: 'PEM' };
    expect(await secrets.read(signal)).toEqual(first);
    expect(await secrets.read(signal)).toEqual(first);
    secrets.forget();
    expect((await secrets.read(signal)).credentials?.sharedKey).toBe('/key 4');
  });

  it('keeps nothing of a read that failed', async () => {
    const answers = [Promise.reject(new Error('no route')), Promise.resolve('the key')];
    const references = { sharedKey, username: undefined, password: undefined, ca: undefined };
    const secrets = keepSecrets(references, () => answers.shift() ?? Promise.resolve('never'));
    await expect(secrets.read(signal)).rejects.toThrow('no route');
    expect(await secrets.read(signal)).toEqual({ credentials: { sharedKey: 'the key' }, ca: undefined });
  });
});
