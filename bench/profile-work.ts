import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { bundleSide } from './bundle-side.ts';
import type { BatchFile } from './measure-row.ts';
import { FUNCTION_FLAGS } from './runtime-flags.ts';
import { startSide } from './side-process.ts';
import type { WorkName } from './works/work.ts';

const FOLDER = 'bench-profiles';
const CALLS = 200;
/** Microseconds between samples. */
const INTERVAL_US = 200;

/** Writes a CPU profile of each work on each batch, for `chrome://inspect` or an editor. */
export async function profileWork(
  works: readonly WorkName[],
  batches: readonly BatchFile[],
  tell: (line: string) => void,
): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const bundle = await bundleSide({ keepNames: true });
  try {
    for (const work of works) {
      for (const { name, file } of batches) {
        const profile = `${work}.${name}.cpuprofile`;
        const flags = ['--cpu-prof', `--cpu-prof-dir=${FOLDER}`, `--cpu-prof-name=${profile}`];
        const side = startSide(bundle.file, { side: 'work', work, file }, [
          ...FUNCTION_FLAGS,
          ...flags,
          `--cpu-prof-interval=${INTERVAL_US}`,
          '--enable-source-maps',
        ]);
        await side.run(CALLS);
        await side.stop();
        tell(resolve(FOLDER, profile));
      }
    }
  } finally {
    await bundle.remove();
  }
}
