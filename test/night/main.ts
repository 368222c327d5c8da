import { openNight } from './open-night.ts';
import { writeBlocks } from './page.ts';

/** `npm run docs:night`: plays the night, and writes what was printed into docs/at-3-am.md. */
const { scenes, heldAfterMs } = await openNight();
writeBlocks(scenes);
process.stderr.write(`docs/at-3-am.md is written; status named the held shards after ${heldAfterMs} ms\n`);
