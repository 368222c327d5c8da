// @ts-check
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const EXIT_CODES = /** @type {const} */ ({ SIGINT: 130, SIGTERM: 143 });

/** eden.sh, beside this file where the folder was copied, else where the project has it. */
function programPath() {
  const beside = fileURLToPath(new URL('./eden.sh', import.meta.url));
  if (existsSync(beside)) return beside;
  return fileURLToPath(new URL('../../services/eden-api/recipes/eden.sh', import.meta.url));
}

/**
 * Runs eden.sh. A signal is passed on: `cancelled`. `answer` is the API's last answer, `said` all that it told.
 * @param {readonly string[]} args @param {Readonly<Record<string, string | undefined>>} env
 * @returns {Promise<{ status: 'done' | 'failed' | 'cancelled', code: number, answer: any, said: string }>}
 */
export function runEdenSh(args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', [programPath(), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, said, cancelled] = ['', '', 0];
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said += text;
      process.stderr.write(text);
    });
    for (const [signal, code] of Object.entries(EXIT_CODES)) {
      process.on(signal, () => {
        cancelled = code;
        child.kill('SIGTERM');
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      const answer = lastJson(out) ?? lastJson(said);
      if (cancelled > 0) resolve({ status: 'cancelled', code: cancelled, answer, said });
      else resolve({ status: code === 0 ? 'done' : 'failed', code: code ?? 1, answer, said });
    });
  });
}

/** The last line that is an object in JSON. @param {string} text */
function lastJson(text) {
  for (const line of text.trimEnd().split('\n').reverse()) {
    try {
      const value = JSON.parse(line);
      if (typeof value === 'object' && value !== null) return value;
    } catch {
      // Another line.
    }
  }
  return undefined;
}
