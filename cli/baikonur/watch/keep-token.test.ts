import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepToken } from './keep-token.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'token-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the token of a port', () => {
  it('is the same at each start, another one for another port, and for its owner alone', async () => {
    const inner = join(folder, 'a', 'b');
    const token = await keepToken(8080, inner);
    expect(token).toMatch(/^[\w-]{22}$/);
    expect(await keepToken(8080, inner)).toBe(token);
    expect(await keepToken(8081, inner)).not.toBe(token);
    expect((await stat(join(inner, '8080'))).mode & 0o777).toBe(0o600);
  });

  it.each(['', 'short', '../../../etc/passwd-22-char', 'x'.repeat(23)])(
    'is new where the file has %j',
    async (text) => {
      await writeFile(join(folder, '8080'), text, { mode: 0o644 });
      const token = await keepToken(8080, folder);
      expect(token).toMatch(/^[\w-]{22}$/);
      expect(await readFile(join(folder, '8080'), 'utf8')).toBe(token);
      expect((await stat(join(folder, '8080'))).mode & 0o777).toBe(0o600);
    },
  );

  it('is new where nothing can be written', async () => {
    await writeFile(join(folder, 'file'), '');
    const nowhere = join(folder, 'file', 'tokens');
    expect(await keepToken(8080, nowhere)).not.toBe(await keepToken(8080, nowhere));
  });
});
