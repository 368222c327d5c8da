import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { parse } from 'yaml';
import { readBundleSettings } from '../../shared/deploy/plugins/bundle-settings.ts';
import { shortOrLong } from '../exhaustive.ts';
import { ROOT } from './package-services.ts';

const PLUGIN = join(ROOT, 'shared/deploy/plugins/bundle-plugins.cjs');
/** The plugin is CommonJS without types: what it takes is written here. */
const createPlugins = jest.requireActual<() => Plugin[]>(PLUGIN);
const ALL = ['es-sink', 'eden-api', 'router', 'forwarders', 's3-sink', 'fluent-sink', 'es-cleaner'];
const SERVICES = ALL.slice(0, shortOrLong(2, ALL.length));

let folder: string;
const bundles = new Map<string, Awaited<ReturnType<typeof bundle>>>();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'notices-'));
  for (const service of SERVICES) bundles.set(service, await bundle(service));
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Bundles as serverless-esbuild does; the files that are in the bundle, and the notices beside it. */
async function bundle(service: string) {
  const outdir = join(folder, service);
  const { metafile } = await build({
    ...readBundleSettings(ROOT),
    entryPoints: [join(ROOT, 'services', service, 'handler.ts')],
    outdir,
    metafile: true,
    plugins: createPlugins(),
  });
  const files = Object.keys(metafile.inputs).map((file) => resolve(file));
  return { files, notices: await readFile(join(outdir, 'handler.licenses.txt'), 'utf8') };
}

/** The package that a folder belongs to: the nearest package.json above it with a name and a version. */
async function packageOf(folderOfFile: string): Promise<string | undefined> {
  for (let at = folderOfFile; at !== dirname(at); at = dirname(at)) {
    if (!existsSync(join(at, 'package.json'))) continue;
    const { name, version, license } = JSON.parse(await readFile(join(at, 'package.json'), 'utf8')) as Record<
      string,
      string
    >;
    if (name === 'baikonur') return undefined;
    if (name !== undefined && version !== undefined) return `${name} ${version} (${license})`;
  }
  return undefined;
}

it.each(SERVICES)(
  '%s: each package of the bundle is named, with its licence',
  async (service) => {
    const { files, notices } = await bundle(service);
    const packages = new Set(await Promise.all(files.map(packageOf)));
    packages.delete(undefined);
    const lines = notices.split('\n');
    expect(packages.size).toBeGreaterThan(10);
    expect([...packages].filter((name) => !lines.includes(String(name)))).toEqual([]);
    expect(notices).toContain('Apache License');
    expect(notices).toMatch(/Permission is hereby granted, free of charge/);
  },
  60_000,
);

it('the licences are those that allow it', async () => {
  const allowed = new Set(['Apache-2.0', 'MIT', 'MIT-0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD']);
  const found = new Set<string>();
  for (const { notices } of bundles.values()) {
    for (const [, license = ''] of notices.matchAll(/^[@\w./-]+ \d[\w.+-]* \((.+)\)$/gm)) found.add(license);
  }
  expect(found.size).toBeGreaterThan(2);
  expect([...found].filter((license) => !allowed.has(license))).toEqual([]);
});

it('npm run sbom lists what is bundled', async () => {
  const { stdout } = await promisify(execFile)('npm', ['run', '-s', 'sbom'], {
    cwd: ROOT,
    maxBuffer: 64 * 1024 * 1024,
  });
  const { components } = JSON.parse(stdout) as { components: readonly { name: string; version: string }[] };
  const listed = new Set(components.map(({ name, version }) => `${name} ${version}`));
  const notices = [...bundles.values()].map((one) => one.notices).join('\n');
  const bundled = [...notices.matchAll(/^([@\w./-]+ \d[\w.+-]*) \(.+\)$/gm)].map(([, title = '']) => title);
  expect(bundled.length).toBeGreaterThan(50);
  expect(bundled.filter((title) => !listed.has(title))).toEqual([]);
}, 60_000);

it('every service is bundled with it', async () => {
  const { bundle: options } = parse(await readFile(join(ROOT, 'config/service.yml'), 'utf8')) as {
    bundle: { plugins: string };
  };
  expect(resolve(ROOT, 'services/router', options.plugins)).toBe(PLUGIN);
});
