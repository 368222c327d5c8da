import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const TOKEN_BYTES = 16;
const TOKEN = /^[\w-]{22}$/;
/** Read and written by its owner alone. */
const OWNER_ONLY = 0o600;

/** A token that nothing but its address has. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/**
 * The token of a port that was asked for: the same at each start, so that a page that is open comes back by itself when
 * the server is started again. Where the file cannot be written, the token is new.
 * @param folder of the tokens, one file for each port
 */
export async function keepToken(port: number, folder: string): Promise<string> {
  const path = join(folder, String(port));
  const kept = await readFile(path, 'utf8').catch(() => '');
  const token = TOKEN.test(kept) ? kept : newToken();
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(path, token, { mode: OWNER_ONLY });
    // The mode of a file that was there stays.
    await chmod(path, OWNER_ONLY);
  } catch {
    return token;
  }
  return token;
}
