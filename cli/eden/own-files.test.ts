import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTextFile, writeOwnFile } from './own-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'own-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

it('writes a file that only its owner may read, also over one that others could', () => {
  const path = join(folder, 'new', 'config');
  writeOwnFile(path, 'a');
  expect([modeOf(path), modeOf(join(folder, 'new'))]).toEqual([0o600, 0o700]);
  const old = join(folder, 'old');
  writeFileSync(old, 'x');
  chmodSync(old, 0o644);
  writeOwnFile(old, 'b');
  expect([modeOf(old), readTextFile(old)]).toEqual([0o600, 'b']);
});

it('a missing file is none; a folder is one sentence', () => {
  expect(readTextFile(join(folder, 'missing'))).toBeUndefined();
  expect(() => readTextFile(folder)).toThrow(`${folder} cannot be read: it is a folder.`);
  expect(() => writeOwnFile(folder, 'x')).toThrow(`${folder} cannot be written: it is a folder.`);
});
