import { type Browser, chromium } from 'playwright-core';
import { findChromium, HOW_TO_GET_CHROMIUM } from './find-chromium.ts';

/**
 * Starts a Chromium without a window, with these arguments of its own, too. It ends with this process, and with {@link Browser.close}.
 * @throws where there is none, with how to get one
 */
export async function openBrowser(own: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium(process.env);
  if (executablePath === undefined) throw new Error(HOW_TO_GET_CHROMIUM);
  return chromium.launch({ executablePath, args: ['--disable-gpu', '--no-default-browser-check', ...own] });
}
