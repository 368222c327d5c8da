import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stdin, stdout } from 'node:process';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';
import { MANIFESTS } from '../../../services/manifests.ts';
import type { ServiceManifest } from '../../../shared/deploy/manifest.ts';
import { serviceValues } from '../../../shared/deploy/template/service-values.ts';
import { parseTopology } from '../../../shared/deploy/topology/parse-topology.ts';
import { formatProblems } from '../../../shared/deploy/topology/problem.ts';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { fillIn } from '../fill-in.ts';
import type { MadeTemplate, Variant } from './variant.ts';

/**
 * A program: makes the templates of many configurations in one process. It takes variants as JSON on its standard input
 * and prints the templates as JSON. The framework and its plugins are the real ones; left out are the bundles, and the
 * variables of a serverless.yml, which `fillIn` replaces (`print.test.ts` shows that it does what the framework does).
 */
const ROOT = join(import.meta.dirname, '../../..');
const PLUGINS = join(ROOT, 'shared/deploy/plugins');
/** About the bundles, or about commands other than `package`. */
const LEFT_OUT = ['own-temp.cjs', 'bundled-variables.cjs', 'serverless-esbuild', 'local-stage.cjs', 'invoke-local.cjs'];

interface Framework {
  readonly init: () => Promise<void>;
  readonly run: () => Promise<void>;
  readonly service: { readonly provider: { readonly compiledCloudFormationTemplate: MadeTemplate['template'] } };
}

/** The parts of a serverless.yml that are changed here. */
interface Configuration {
  plugins: { localPath: string; modules: readonly string[] };
  functions: Readonly<Record<string, { package?: { artifact: string } }>>;
  configValidationMode?: 'off';
}

// The framework has no types.
const Serverless = createRequire(import.meta.url)('serverless/lib/serverless') as new (options: object) => Framework;

const folder = mkdtempSync(join(tmpdir(), 'baikonur-variants-'));
try {
  // No look for credentials.
  process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
  const made: MadeTemplate[] = [];
  for (const variant of JSON.parse(await text(stdin)) as readonly Variant[]) made.push(...(await makeAll(variant)));
  stdout.write(JSON.stringify(made));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function makeAll({ name, texts, stage, services }: Variant): Promise<readonly MadeTemplate[]> {
  const parsed = parseTopology(MANIFESTS, texts, stage);
  if (parsed.status === 'invalid') throw new Error(`${name}: ${formatProblems(parsed.problems)}`);
  const made: MadeTemplate[] = [];
  for (const service of MANIFESTS.filter((one) => services === undefined || services.includes(one.name))) {
    made.push({
      variant: name,
      region: parsed.topology.region,
      service: service.name,
      template: await make(parsed.topology, service, name),
    });
  }
  return made;
}

async function make(topology: Topology, service: ServiceManifest, variant: string): Promise<MadeTemplate['template']> {
  const serviceDir = join(folder, variant, service.name);
  mkdirSync(serviceDir, { recursive: true });
  const configuration = configurationOf(topology, service);
  for (const key of Object.keys(configuration.functions)) writeFileSync(join(serviceDir, `${key}.zip`), '');
  const { stage } = topology;
  const serverless = new Serverless({
    configuration,
    serviceDir,
    configurationFilename: 'serverless.yml',
    command: 'package',
    commands: ['package'],
    options: { stage },
    variablesMeta: new Map(),
  });
  await serverless.init();
  await serverless.run();
  return serverless.service.provider.compiledCloudFormationTemplate;
}

function configurationOf(topology: Topology, service: ServiceManifest): Configuration {
  const own = join(ROOT, 'services', service.name);
  const { functions, more, ...values } = serviceValues(topology, service);
  const written: unknown = parse(readFileSync(join(own, 'serverless.yml'), 'utf8'));
  const filled = fillIn(written, { folder: own, custom: { app: { ...functions, ...values, ...more } } });
  // Plugins change it.
  const configuration = structuredClone(filled) as Configuration;
  configuration.plugins = {
    localPath: PLUGINS,
    modules: configuration.plugins.modules.filter((module) => !LEFT_OUT.includes(module)),
  };
  configuration.configValidationMode = 'off';
  for (const [key, fn] of Object.entries(configuration.functions)) fn.package = { artifact: `${key}.zip` };
  return configuration;
}
