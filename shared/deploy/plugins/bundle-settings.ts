import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** esbuild's options in the block `bundle` of `config/service.yml`. */
interface BundleSettings {
  readonly bundle: true;
  readonly minify: boolean;
  readonly target: string;
  readonly platform: 'node';
  readonly format: 'cjs';
  readonly mainFields: string[];
  readonly supported: Record<string, boolean>;
}

/**
 * How the services are bundled, for whatever else is bundled like them: what is measured and tested is what is deployed.
 * The options of serverless-esbuild, which esbuild does not take, are left out, and so are the plugins.
 * @param root the project's folder.
 */
export function readBundleSettings(root: string): BundleSettings {
  const service = parse(readFileSync(join(root, 'config', 'service.yml'), 'utf8')) as {
    readonly bundle: BundleSettings & Readonly<Record<'outputFileExtension' | 'exclude' | 'plugins', unknown>>;
  };
  const { outputFileExtension: _, exclude: __, plugins: ___, ...settings } = service.bundle;
  return settings;
}
