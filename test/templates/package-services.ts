import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const ROOT = resolve(__dirname, '../..');
const SLS = join(ROOT, 'node_modules/serverless/bin/serverless.js');
const GENERATED = new Set(['.esbuild', '.serverless', 'node_modules']);
const PACKAGE_TIMEOUT_MS = 120_000;

/** A resource of a compiled template. */
export interface CompiledResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** Result of packaging one service. */
export interface PackagedService {
  readonly service: string;
  /** The file that CloudFormation gets. */
  readonly templateFile: string;
  readonly resources: Readonly<Record<string, CompiledResource>>;
  readonly zips: readonly { readonly name: string; readonly bytes: number; readonly hasNotices: boolean }[];
}

/** A copy of the project in which services are packaged, away from what else works in the tree. */
export interface Workshop {
  readonly root: string;
  readonly services: readonly string[];
  /** Packages services for a stage, offline and without credentials. */
  readonly packageAll: (stage: string, services: readonly string[]) => Promise<readonly PackagedService[]>;
  /** Runs the framework in a service's folder; rejects with what it printed. */
  readonly sls: (service: string, ...args: readonly string[]) => Promise<string>;
  readonly remove: () => Promise<void>;
}

/** @param stages further stage files, by the stage's name. */
export async function openWorkshop(stages: Readonly<Record<string, string>>): Promise<Workshop> {
  const root = await mkdtemp(join(tmpdir(), 'baikonur-templates-'));
  await mkdir(join(root, 'home'));
  await copyProject(root, stages);
  const services = (await readdir(join(root, 'services'))).filter((service) =>
    existsSync(join(root, 'services', service, 'serverless.yml')),
  );
  const sls: Workshop['sls'] = async (service, ...args) => {
    const options = {
      cwd: join(root, 'services', service),
      env: offlineEnvironment(join(root, 'home')),
      timeout: PACKAGE_TIMEOUT_MS,
    };
    const { stdout } = await run(process.execPath, [SLS, ...args], options);
    return stdout;
  };
  const packageOne = async (service: string, stage: string): Promise<PackagedService> => {
    const folder = join(root, 'packages', stage, service);
    await sls(service, 'package', '--stage', stage, '--package', folder);
    return readPackage(service, folder);
  };
  return {
    root,
    services,
    packageAll: async (stage, chosen) => {
      const packaged: PackagedService[] = [];
      for (const service of chosen) packaged.push(await packageOne(service, stage));
      return packaged;
    },
    sls,
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

async function copyProject(root: string, stages: Readonly<Record<string, string>>): Promise<void> {
  const filter = (source: string): boolean => !GENERATED.has(basename(source));
  for (const folder of ['config', 'services', 'shared']) {
    await cp(join(ROOT, folder), join(root, folder), { recursive: true, filter });
  }
  for (const file of ['package.json', 'tsconfig.json']) await cp(join(ROOT, file), join(root, file));
  await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  for (const [stage, text] of Object.entries(stages)) await writeFile(join(root, `config/stages/${stage}.yml`), text);
}

/** Nothing of AWS is available: no credentials, no profile, no instance metadata. */
function offlineEnvironment(home: string): NodeJS.ProcessEnv {
  return {
    PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH']}`,
    HOME: home,
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    AWS_EC2_METADATA_DISABLED: 'true',
    SLS_TELEMETRY_DISABLED: '1',
  };
}

async function readPackage(service: string, folder: string): Promise<PackagedService> {
  const templateFile = join(folder, 'cloudformation-template-update-stack.json');
  const zips = (await readdir(folder)).filter((name) => name.endsWith('.zip'));
  // The framework wrote it: a template in CloudFormation's own form.
  const template = JSON.parse(await readFile(templateFile, 'utf8')) as Pick<PackagedService, 'resources'> & {
    Resources: PackagedService['resources'];
  };
  return {
    service,
    templateFile,
    resources: template.Resources,
    zips: await Promise.all(
      zips.map(async (name) => {
        const zip = await readFile(join(folder, name));
        return { name, bytes: zip.length, hasNotices: zip.includes('handler.licenses.txt') };
      }),
    ),
  };
}
