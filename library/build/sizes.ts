import { join } from 'node:path';
import { build } from 'esbuild';
import { ENTRY_POINTS } from './entry-points.ts';

const KB = 1024;

/** Most bytes of each entry point, bundled with what it imports of the package, and minified. */
export const SIZE_LIMITS: Readonly<Record<(typeof ENTRY_POINTS)[number], number>> = {
  decode: 20 * KB,
  kpl: 5 * KB,
  cloudwatch: 9 * KB,
  schema: 40 * KB,
  time: 22 * KB,
  put: 10 * KB,
  'put/kinesis': 3 * KB,
  'put/firehose': 3 * KB,
  'put/s3': 9 * KB,
  pipeline: 102 * KB,
  powertools: 4 * KB,
};

/** Bytes of the entry points of a package that was built. */
export async function measureSizes(folder: string): Promise<Readonly<Record<string, number>>> {
  const sizes = await Promise.all(
    ENTRY_POINTS.map(async (name) => {
      const { outputFiles } = await build({
        entryPoints: [join(folder, 'dist/library/src', `${name}.js`)],
        bundle: true,
        minify: true,
        write: false,
        packages: 'external',
        format: 'esm',
        platform: 'node',
        target: 'node22',
        logLevel: 'warning',
      });
      return [name, outputFiles[0]?.contents.length ?? 0] as const;
    }),
  );
  return Object.fromEntries(sizes);
}
