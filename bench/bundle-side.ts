import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { ROOT } from '../local/stack/paths.ts';
import { readBundleSettings } from '../shared/deploy/plugins/bundle-settings.ts';
import createLeanSdk from '../shared/deploy/plugins/lean-sdk.cjs';

/** A program bundled to one file, in a folder of its own. */
export interface Bundle {
  readonly file: string;
  readonly remove: () => Promise<void>;
}

interface BundleOptions {
  /** Readable names, for profiles. */
  readonly keepNames?: boolean;
}

/** Bundles the program of a side. */
export function bundleSide(options?: BundleOptions): Promise<Bundle> {
  return bundleProgram(fileURLToPath(new URL('side.ts', import.meta.url)), options);
}

/**
 * Bundles a program as `config/service.yml` has the services bundled: what is measured is what is deployed, and not
 * also the compiler that strips the types, whose memory would count.
 */
export async function bundleProgram(source: string, options: BundleOptions = {}): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'baikonur-bench-'));
  const file = join(folder, 'program.cjs');
  await build({ ...settingsOf(source, options), outfile: file });
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Bytes of each input file in the bundle of a program, by path. Nothing is written. */
export async function bundleParts(source: string): Promise<ReadonlyMap<string, number>> {
  const { metafile } = await build({ ...settingsOf(source), outfile: 'program.cjs', write: false, metafile: true });
  const [output] = Object.values(metafile.outputs);
  return new Map(Object.entries(output?.inputs ?? {}).map(([path, { bytesInOutput }]) => [path, bytesInOutput]));
}

function settingsOf(source: string, { keepNames = false }: BundleOptions = {}) {
  return {
    ...readBundleSettings(ROOT),
    entryPoints: [source],
    minify: !keepNames,
    sourcemap: keepNames ? 'inline' : false,
    plugins: [createLeanSdk()],
    logLevel: 'error',
  } satisfies BuildOptions;
}
