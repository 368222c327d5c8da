import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT, readText } from './project.ts';

const REQUIREMENTS = globSync('{local,test}/**/requirements*.in', { cwd: ROOT, exclude: ['**/node_modules'] });
const RECIPES = ['actions/eden/workflow.yml', 'actions/eden/gitlab.yml'];

/** The requirements of a file, without comments; a line that ends in `\` goes on. */
function requirementsOf(file: string): readonly string[] {
  const lines = readText(file).replaceAll('\\\n', ' ').split('\n');
  return lines.map((line) => line.replace(/(?:^| )#.*/, '').trim()).filter((line) => line !== '');
}

describe('requirements of Python', () => {
  it('are found', () => {
    expect(REQUIREMENTS.length).toBeGreaterThanOrEqual(6);
    const all = globSync('{local,test}/**/requirements*.txt', { cwd: ROOT });
    expect(all.map((file) => file.replace(/\.txt$/, '.in')).sort()).toEqual([...REQUIREMENTS].sort());
  });

  it.each(REQUIREMENTS)('%s: each package is pinned with the hashes of its files', (file) => {
    const pinned = file.replace(/\.in$/, '.txt');
    expect(existsSync(join(ROOT, pinned))).toBe(true);
    const lines = requirementsOf(pinned);
    const form = /^[a-z0-9.-]+(?:\[[a-z,]+\])?==[\w.]+(?: ; [^\\]+?)?(?: +--hash=sha256:[0-9a-f]{64})+$/;
    expect(lines.filter((line) => !form.test(line))).toEqual([]);
    const names = lines.map((line) => line.split(' ')[0]);
    const asked = requirementsOf(file).map((line) => line.replace(/\[.*\]/, ''));
    expect(asked.filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(REQUIREMENTS)('%s: no registry is named', (file) => {
    expect(`${readText(file)}${readText(file.replace(/\.in$/, '.txt'))}`).not.toMatch(/https?:|-index|find-links/);
  });
});

/** The images that jobs run in: `image: name`, or `image: { name }`. */
function imagesOf(workflow: object): readonly string[] {
  return Object.values(workflow).flatMap((job: unknown) => {
    const image: unknown = typeof job === 'object' && job !== null && 'image' in job ? job.image : undefined;
    if (typeof image === 'object' && image !== null && 'name' in image) return [String(image.name)];
    return image === undefined ? [] : [String(image)];
  });
}

describe('recipes for the CI of users', () => {
  it.each(RECIPES)('%s: actions by commit, images by digest; what its user must fill in is said so', (file) => {
    const text = readText(file);
    const uses = text.match(/uses:.*/g) ?? [];
    const images = imagesOf(parse(text));
    expect(uses.length + images.length).toBeGreaterThan(0);
    const own = 'uses: OWNER/baikonur/actions/eden@COMMIT # a whole hash, not a tag';
    const pinned = /^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
    expect(uses.filter((line) => line !== own && !pinned.test(line))).toEqual([]);
    const asked = /# EDEN_IMAGE_OF_JOB: .*by digest/.test(text) ? ['$EDEN_IMAGE_OF_JOB'] : [];
    const byDigest = /^[\w/-]+:\d+\.\d+\.\d+@sha256:[0-9a-f]{64}$/;
    expect(images.filter((line) => !asked.includes(line) && !byDigest.test(line))).toEqual([]);
  });
});

it('no package of the lock file is known to be vulnerable where an override keeps it away', () => {
  const lock = JSON.parse(readText('package-lock.json')) as { packages: Record<string, { version: string }> };
  const versions = Object.entries(lock.packages).flatMap(([path, { version }]) =>
    path.endsWith('node_modules/protobufjs') ? [version] : [],
  );
  // CVE-2023-36665: fixed in 7.2.5
  expect(versions.length).toBe(1);
  expect(versions.filter((version) => !/^7\.(?:[3-9]|2\.(?:[5-9]|\d\d))/.test(version))).toEqual([]);
});
