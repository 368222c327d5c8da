/** Starts a command line of the project on the project's own Node: sources run as they are from Node 24 on. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const OLDEST = 24;
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const OWN_NODE = join(ROOT, 'node_modules', 'node', 'bin', 'node');
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const endWith = (code, signal) => {
  process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
};

/** Not `spawnSync`: a signal must reach the command, which ends in its own good order. */
const runOnOwnNode = (main) => {
  const child = spawn(OWN_NODE, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`${OWN_NODE} cannot be started: ${error.message}\n`);
    endWith(1);
  });
  child.on('exit', (code, signal) => endWith(code, signal));
};

/**
 * Runs `cli/<name>/main.ts`, in this process or, on an older Node, in one of the project's own.
 * @param {string} name folder below `cli/`
 */
export const launch = async (name) => {
  const main = join(ROOT, 'cli', name, 'main.ts');
  if (Number(process.versions.node.split('.')[0]) >= OLDEST) {
    await import(pathToFileURL(main).href);
  } else if (existsSync(OWN_NODE)) {
    runOnOwnNode(main);
  } else {
    process.stderr.write(
      `${name} needs Node ${OLDEST}; this is ${process.version} and ${OWN_NODE} is missing: npm ci\n`,
    );
    endWith(1);
  }
};
