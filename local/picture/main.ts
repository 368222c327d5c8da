import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { SHOWN_FILE, stampPicture } from '../../cli/handbook/check/pictures.ts';
import { ROOT } from '../stack/paths.ts';
import { drawTerminal } from './terminal-svg.ts';

const FILE = join(ROOT, 'docs', 'images', 'ledger.svg');
const COMMAND = 'npm start -- --exit';
/** The ledger ends here; what follows is longer than a picture needs. */
const END = '\ntry next:';

/** `npm run docs:picture`: runs the samples on the local AWS and draws the ledger that it printed. */
const child = spawn(process.execPath, [join(ROOT, 'local', 'main.ts'), 'start', '--exit'], {
  cwd: ROOT,
  env: { ...process.env, FORCE_COLOR: '1' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
const ledger = await text(child.stdout);
if ((await ended) === 0) {
  const shown = (ledger.split(END)[0] ?? '').trimEnd();
  await mkdir(dirname(FILE), { recursive: true });
  await writeFile(FILE, drawTerminal(`The ledger of ${COMMAND}`, `$ ${COMMAND}\n${shown}\n`));
  await writeFile(join(ROOT, SHOWN_FILE), stampPicture(basename(FILE), ROOT));
  process.stderr.write(`drawn: ${FILE}\n`);
} else {
  process.stderr.write('npm start failed: nothing is drawn\n');
  process.exitCode = 1;
}
