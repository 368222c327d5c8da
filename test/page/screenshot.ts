import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { SHOWN_FILE, stampPicture } from '../../cli/handbook/check/pictures.ts';
import { ROOT } from '../../local/stack/paths.ts';
import { drawWaking } from './draw-waking.ts';
import { EXAMPLE_GROUPS, EXAMPLE_HISTORY, EXAMPLE_STATE } from './example-stage.ts';
import { startFixtureServer } from './fixture-server.ts';
import { createFixture, GROUPS } from './fixtures.ts';
import { openBrowser } from './open-browser.ts';

const FOLDER = join(ROOT, 'docs', 'images');
const VIEWPORT = { width: 1440, height: 980 };
const SCHEMES = ['light', 'dark'] as const;
/** The fonts of a desktop, where they are installed (Debian: fonts-inter). Chromium without a window takes `sans` for system-ui. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  ${['system-ui', 'sans', 'sans-serif'].map(preferInter).join('\n  ')}
</fontconfig>
`;

/** Pictures by the beginning of their names. */
const DRAWERS = { watch: drawWatch, waking: drawWaking } as const;

const temporary = await mkdtemp(join(tmpdir(), 'baikonur-screenshot-'));
process.env['FONTCONFIG_FILE'] = join(temporary, 'fonts.conf');
await writeFile(join(temporary, 'fonts.conf'), FONTS);
try {
  await draw(process.argv.slice(2));
} finally {
  await rm(temporary, { recursive: true, force: true });
}

function preferInter(family: string): string {
  const fonts = '<string>Inter</string><string>Noto Sans</string>';
  return `<match target="pattern"><test name="family"><string>${family}</string></test><edit name="family" mode="assign" binding="strong">${fonts}</edit></match>`;
}

/** `npm run screenshot`: the pictures of pages, in both colour schemes. `-- waking` draws these alone. */
async function draw(chosen: readonly string[]): Promise<void> {
  const browser = await openBrowser();
  try {
    await mkdir(FOLDER, { recursive: true });
    for (const [subject, drawOne] of Object.entries(DRAWERS)) {
      if (chosen.length > 0 && !chosen.includes(subject)) continue;
      for (const colorScheme of SCHEMES) {
        const name = `${subject}-${colorScheme}.png`;
        await writeFile(join(FOLDER, name), await drawOne(browser, colorScheme));
        await writeFile(join(ROOT, SHOWN_FILE), stampPicture(name, ROOT));
        process.stderr.write(`drawn: ${name}\n`);
      }
    }
  } finally {
    await browser.close();
  }
}

/** The page of `baikonur watch` for an example stage. */
async function drawWatch(browser: Browser, colorScheme: (typeof SCHEMES)[number]): Promise<Buffer> {
  const server = await startFixtureServer(
    createFixture({
      state: EXAMPLE_STATE,
      history: EXAMPLE_HISTORY,
      groups: { ...GROUPS, groups: EXAMPLE_GROUPS },
    }),
  );
  try {
    const page = await browser.newPage({
      viewport: VIEWPORT,
      colorScheme,
      deviceScaleFactor: 1.5,
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
    });
    await page.goto(server.url);
    await page.locator('.group').first().waitFor();
    return await page.screenshot({ fullPage: true });
  } finally {
    await server.die();
  }
}
