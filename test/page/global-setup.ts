import { findChromium, HOW_TO_GET_CHROMIUM } from './find-chromium.ts';

export default setUp;

/** Says once, instead of in each test, that there is no browser. */
async function setUp(): Promise<void> {
  if (findChromium(process.env) === undefined) throw new Error(HOW_TO_GET_CHROMIUM);
}
