import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Unused } from '../../shared/deploy/template/values.ts';
import { shortOrLong } from '../exhaustive.ts';
import { fillIn } from './fill-in.ts';
import { FULL_STAGE, MORE_FUNCTIONS, MORE_SINKS } from './full-stage.ts';
import { openWorkshop, ROOT, type Workshop } from './package-services.ts';
import { known } from './packaged-stages.ts';

const MINUTE_MS = 60_000;
const SERVICES = ['router', 'forwarders', 's3-sink', 'es-sink', 'fluent-sink', 'es-cleaner', 'eden-api'] as const;
/** Services that are printed with `config/` as it ships too: one that it uses, and one that it does not. */
const SHIPPED = shortOrLong<readonly string[]>(['router', 'es-sink'], SERVICES);
/** Keys of the functions that are left: a service that `config/` does not use has none. */
const FUNCTIONS = {
  dev: {
    router: ['route'],
    forwarders: ['subscriber', 'partner'],
    's3-sink': ['sink'],
    'es-sink': [],
    'fluent-sink': [],
    'es-cleaner': [],
    'eden-api': [],
  },
  full: {
    router: ['route'],
    forwarders: ['subscriber', 'partner'],
    's3-sink': ['sink'],
    'es-sink': ['sink'],
    'fluent-sink': ['sink'],
    'es-cleaner': ['clean'],
    'eden-api': ['api', 'reaper'],
  },
} as const;

interface ServiceFile {
  readonly custom: { readonly app: { readonly unused: Unused } };
  readonly functions: Readonly<Record<string, { readonly events: readonly { http?: { path: string } }[] }>>;
  readonly resources: ResourcesPart;
  readonly provider: object;
  readonly package: object;
}

interface ResourcesPart {
  readonly Resources?: Readonly<Record<string, object>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** eden with the parts that a stage can do without: the table, the GETs that change something. */
const EDEN = `eden:
  table: { create: false }
  getRoutes: false
  keys: { ci: { profiles: [api] } }
  quota: { requests: 1000, per: DAY }
  allow: { clusters: [dev] }
`;

const shipped = useWorkshop({}, (sinks) => sinks);
const full = useWorkshop(
  { full: FULL_STAGE.replace(/^functions:\n/m, (line) => line + MORE_FUNCTIONS) + EDEN },
  (sinks) => sinks.trimEnd() + MORE_SINKS,
);

/** A copy of the project with another `config/`. */
function useWorkshop(stages: Readonly<Record<string, string>>, editSinks: (text: string) => string): () => Workshop {
  let workshop: Workshop | undefined;
  beforeAll(async () => {
    workshop = await openWorkshop(stages);
    const sinks = join(workshop.root, 'config/sinks.yml');
    await writeFile(sinks, editSinks(await readFile(sinks, 'utf8')));
  }, MINUTE_MS);
  afterAll(() => workshop?.remove());
  return () => known(workshop);
}

async function print(workshop: Workshop, service: string, stage: string): Promise<ServiceFile> {
  return parse(await workshop.sls(service, 'print', '--stage', stage)) as ServiceFile;
}

/** The framework makes a list of one `DependsOn`. */
function withList(resource: object): object {
  return 'DependsOn' in resource ? { ...resource, DependsOn: [resource.DependsOn].flat() } : resource;
}

/** Parts that the framework adds to a file. */
function withAdditions(file: ServiceFile, printed: ServiceFile): object {
  const { deploymentBucketObject } = printed.provider as { deploymentBucketObject?: object };
  return {
    ...file,
    provider: { ...file.provider, deploymentBucket: null, deploymentBucketObject, stage: 'dev' },
    package: { ...file.package, artifactsS3KeyDirname: expect.any(String) },
  };
}

/** The file as it is written, with values, as the stage uses it. */
function expected(service: string, printed: ServiceFile): ServiceFile {
  const folder = join(ROOT, 'services', service);
  const written: unknown = parse(readFileSync(join(folder, 'serverless.yml'), 'utf8'));
  const filled = fillIn(written, { folder, custom: { ...printed.custom } }) as ServiceFile;
  const { functions, resources, paths } = printed.custom.app.unused;
  const used = (names: readonly string[], key: string): boolean => !names.includes(key) && !names.includes('*');
  const parts: readonly ResourcesPart[] = [filled.resources].flat();
  const merged: ResourcesPart = {
    ...Object.assign({}, ...parts),
    Resources: Object.assign({}, ...parts.map((part) => part.Resources)),
  };
  return {
    ...filled,
    functions: Object.fromEntries(
      Object.entries(filled.functions)
        .filter(([key]) => used(functions, key))
        .map(([key, fn]) => [
          key,
          { ...fn, events: fn.events.filter(({ http }) => !paths.includes(http?.path ?? '')) },
        ]),
    ),
    resources: {
      ...merged,
      Resources: Object.fromEntries(
        Object.entries(merged.Resources ?? {})
          .filter(([key]) => used(resources, key))
          .map(([key, one]) => [key, withList(one)]),
      ),
    },
  };
}

describe.each(SERVICES)('npx --no sls print in services/%s', (service) => {
  it.each([
    ...(SHIPPED.includes(service) ? [['as it ships', 'dev', shipped] as const] : []),
    ['with all that it can have', 'full', full] as const,
  ])(
    'shows what the file says, with the values of config/ %s',
    async (_, stage, workshop) => {
      const printed = await print(workshop(), service, stage);
      expect(printed).toEqual(withAdditions(expected(service, printed), printed));
      expect(JSON.stringify(printed)).not.toMatch(/\$\{(self|file|sls|opt|env)\b/);
      expect(Object.keys(printed.functions)).toEqual(FUNCTIONS[stage][service]);
    },
    MINUTE_MS,
  );
});
