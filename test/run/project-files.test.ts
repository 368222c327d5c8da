import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../local/stack/paths.ts';

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

describe('package-lock.json', () => {
  const {
    packages,
  }: { packages: Readonly<Record<string, { integrity?: string; resolved?: string; link?: boolean }>> } = JSON.parse(
    read('package-lock.json'),
  );
  const installed = Object.entries(packages).filter(([path, { link }]) => path !== '' && !link);

  it('has an integrity for every package, those of other platforms too', () => {
    expect(installed.length).toBeGreaterThan(500);
    expect(installed.flatMap(([path, { integrity }]) => (integrity?.startsWith('sha512-') ? [] : [path]))).toEqual([]);
  });

  it('names no registry', () => {
    expect(installed.flatMap(([path, { resolved }]) => (resolved === undefined ? [] : [path]))).toEqual([]);
  });
});

it('every test that CONTRIBUTING.md runs exists', () => {
  const paths = [...read('CONTRIBUTING.md').matchAll(/`(?:npx jest|npm test --) ([^`]+)`/g)].flatMap(([, list = '']) =>
    list.split(' '),
  );
  expect(paths.length).toBeGreaterThan(1);
  expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
