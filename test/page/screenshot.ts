import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../local/stack/paths.ts';
import { EXAMPLE_GROUPS, EXAMPLE_HISTORY, EXAMPLE_STATE } from './example-stage.ts';
import { startFixtureServer } from './fixture-server.ts';
import { createFixture, GROUPS } from './fixtures.ts';
import { openBrowser } from './open-browser.ts';

const FOLDER = join(ROOT, 'docs', 'images');
const VIEWPORT = { width: 1440, height: 980 };
const SCHEMES = ['light', 'dark'] as const;
/** The fonts of a desktop, where they are installed (Debian: fonts-inter). */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <alias binding="strong"><family>system-ui</family><prefer><family>Inter</family><family>Noto Sans</family></prefer></alias>
</fontconfig>
`;

const temporary = await mkdtemp(join(tmpdir(), 'baikonur-screenshot-'));
process.env['FONTCONFIG_FILE'] = join(temporary, 'fonts.conf');
await writeFile(join(temporary, 'fonts.conf'), FONTS);
const server = await startFixtureServer(
  createFixture({
    state: EXAMPLE_STATE,
    history: EXAMPLE_HISTORY,
    groups: { ...GROUPS, groups: EXAMPLE_GROUPS },
  }),
);
try {
  await draw();
} finally {
  await server.die();
  await rm(temporary, { recursive: true, force: true });
}

/** `npm run screenshot`: the pictures of the page in README.md, from an example stage. */
async function draw(): Promise<void> {
  const browser = await openBrowser();
  try {
    await mkdir(FOLDER, { recursive: true });
    for (const colorScheme of SCHEMES) {
      const page = await browser.newPage({
        viewport: VIEWPORT,
        colorScheme,
        deviceScaleFactor: 1.5,
        timezoneId: 'UTC',
        reducedMotion: 'reduce',
      });
      await page.goto(server.url);
      await page.locator('.group').first().waitFor();
      const path = join(FOLDER, `watch-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: true });
      process.stderr.write(`drawn: ${path}\n`);
    }
  } finally {
    await browser.close();
  }
}
