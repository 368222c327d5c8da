import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Names a Chromium of one's own. */
export const CHROMIUM_VARIABLE = 'CHROMIUM';

const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** How to get one where there is none. */
export const HOW_TO_GET_CHROMIUM = [
  'no Chromium was found; the tests of the page run in a real one',
  '  Debian, Ubuntu: apt-get install chromium-headless-shell   (or chromium)',
  '  macOS: brew install --cask chromium',
  `  another place: ${CHROMIUM_VARIABLE}=/path/to/chrome npm run test:page`,
].join('\n');

/** The program of Chromium on this machine; `CHROMIUM` overrides it. `undefined`: there is none. */
export function findChromium(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const chosen = env[CHROMIUM_VARIABLE];
  if (chosen) return isProgram(chosen) ? chosen : undefined;
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, ...PLACES].find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
