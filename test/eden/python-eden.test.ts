import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adoptEnvironment } from '../../shared/eden/adoption/adopt.ts';
import { deleteEnvironment } from '../../shared/eden/operation/delete.ts';
import { parseProfile } from '../../shared/eden/profile/profile.ts';
import { sampleOf } from '../exhaustive.ts';
import { openCli } from './cli-world.ts';
import { type Listing, listAccount } from './listing.ts';
import { type CoreOperation, runCli015, runCore } from './python-eden/python-eden.ts';
import { useEden } from './use-eden.ts';

jest.setTimeout(900_000);

const accountId = '900000000021';
const eden = useEden(accountId);

/** The Python eden looks for the reference in the cluster of the clones. */
function fields(): Readonly<Record<string, string>> {
  return { ...eden.account.seeded.fields, target_cluster: 'prod' };
}

async function core(operation: CoreOperation): Promise<unknown> {
  const image = eden.account.seeded.images[1] ?? '';
  const { code, out, err } = await runCore(eden.account, { profile: fields(), image, ...operation });
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

/** Without what the Python eden alone changes: it sorts the keys of the environments file and writes it without its headers. */
function comparable({ object: _, ...listing }: Listing): Omit<Listing, 'object'> {
  return listing;
}

function create(name: string, deps: { readonly mayAdopt?: boolean } = {}) {
  return eden.account.create('next', { name, fields: { target_cluster: 'prod' }, deps });
}

function remove(name: string, deps: { readonly mayAdopt?: boolean } = {}) {
  const profile = parseProfile(fields(), 'Profile api');
  return deleteEnvironment(eden.account.deps('delete', deps), { profileName: 'api', profile, name });
}

const NAMES = sampleOf(['foo', 'FOO', 'feature/ABC-1', 'v1.2', 'Foo_Bar'], 2);

describe.each(NAMES)('%s', (name) => {
  it('made by the Python eden: listed, redeployed and deleted by ours', async () => {
    await core({ operation: 'create', name });
    const { out } = await openCli(eden.strict, accountId).eden('ls');
    expect(out[1]).toContain(`dev-dynamic-${name} `);
    expect(await create(name)).toMatchObject({ status: 'updated' });
    const listed = await listAccount(eden.account);
    expect(listed.services).toHaveLength(eden.before.services.length + 1);
    expect(listed.items).toMatchObject([{ name: `dev-dynamic-${name}`, status: 'ready' }]);
    expect(await core({ operation: 'ls' })).toMatchObject([{ name: `dev-dynamic-${name}` }]);
    expect(await remove(name)).toMatchObject({ status: 'deleted' });
    expect(comparable(await listAccount(eden.account))).toEqual(comparable(eden.before));
  });

  it('made by the Python eden: adopted, then redeployed and deleted like any other', async () => {
    await core({ operation: 'create', name });
    const deps = { mayAdopt: false };
    const untouched = { status: 'failed', left: 'untouched', problems: [{ code: 'owned_by_other' }] };
    expect(await create(name, deps)).toMatchObject(untouched);
    expect(await remove(name, deps)).toMatchObject(untouched);
    const loaded = parseProfile(fields(), 'Profile api');
    if (loaded.status === 'invalid') throw new Error('the profile is invalid');
    const request = { profileName: 'api', loaded, name, isDry: false };
    expect(await adoptEnvironment(eden.account.deps('next'), request)).toMatchObject({ status: 'adopted' });
    expect(await core({ operation: 'ls' })).toMatchObject([{ name: `dev-dynamic-${name}` }]);
    expect(await create(name, deps)).toMatchObject({ status: 'updated' });
    expect(await remove(name, deps)).toMatchObject({ status: 'deleted' });
    expect(comparable(await listAccount(eden.account))).toEqual(comparable(eden.before));
  });

  it('made by the Python eden: deleted by ours as it is', async () => {
    await core({ operation: 'create', name });
    expect(await remove(name)).toMatchObject({ status: 'deleted' });
    expect(comparable(await listAccount(eden.account))).toEqual(comparable(eden.before));
  });

  it('made by ours: redeployed and deleted by the Python eden, and its alias taken over', async () => {
    const made = await create(name);
    expect(made).toMatchObject({ status: 'created' });
    const short = 'environment' in made ? made.environment : '';
    expect(await core({ operation: 'ls' })).toMatchObject([{ name: `dev-dynamic-${short}` }]);
    await core({ operation: 'create', name: short });
    expect(await create(short)).toMatchObject({ status: 'updated' });
    await core({ operation: 'delete', name: short });
    const left = await listAccount(eden.account);
    expect(left.records).toHaveLength(eden.before.records.length + 1);
    expect({ ...comparable(left), records: [] }).toEqual({ ...comparable(eden.before), records: [] });
    expect(await create(name)).toMatchObject({ status: 'created' });
    expect(await remove(name)).toMatchObject({ status: 'deleted' });
    expect(comparable(await listAccount(eden.account))).toEqual(comparable(eden.before));
  });
});

describe('the CLI 0.1.5 on its own table', () => {
  const home = mkdtempSync(join(tmpdir(), 'eden-015-'));
  afterAll(() => rmSync(home, { recursive: true }));

  it('its environments and profile are imported, listed and deleted', async () => {
    const keys = { endpoint_s3_bucket_name: 'config_bucket_name', endpoint_s3_key: 'config_bucket_key' };
    const renamed = Object.entries(fields()).map(([key, value]) => {
      const old = Object.entries(keys).find(([now]) => now === key)?.[1] ?? key.replace(/^endpoint_/, 'config_');
      return `${old} = ${value}`;
    });
    mkdirSync(join(home, '.eden'));
    writeFileSync(join(home, '.eden', 'config'), `[api]\n${renamed.join('\n')}\n`);
    const at = ['-p', 'api', '--remote-table-name', 'eden-015'];
    const old = async (...args: string[]) => {
      const said = await runCli015(eden.account, args, home);
      expect({ code: said.code, err: said.code === 0 ? '' : said.err }).toEqual({ code: 0, err: '' });
      return said.out;
    };
    await old('config', 'push', ...at);
    await old('create', ...at, '--name', 'foo', '--image-uri', eden.account.seeded.images[0] ?? '');
    const cli = openCli(eden.strict, accountId);
    const imported = await cli.eden('config', 'import', '--from-table', 'eden-015');
    expect(imported.out).toEqual([expect.stringMatching(/^Copied 1 profile and 1 environment /)]);
    await cli.eden('config', 'pull', '-p', 'api');
    expect((await cli.eden('ls')).out[1]).toMatch(/^dev-dynamic-foo api-foo\.dev\.example\.com /);
    expect(await cli.eden('delete', '-p', 'api', '--name', 'foo', '--adopt')).toMatchObject({ code: 0 });
    await cli.eden('config', 'remote-rm', '-p', 'api');
    expect(comparable(await listAccount(eden.account))).toEqual(comparable(eden.before));
  });
});
