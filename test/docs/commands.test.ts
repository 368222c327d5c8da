import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFESTS } from '../../services/manifests.ts';
import { markdownFiles, ROOT, readText } from './project.ts';

const { scripts, bin } = JSON.parse(readText('package.json'));
const NPM_RUN = /\bnpm run (?:-s |--silent )?([\w:-]+)/g;
const NPM_ALONE = /\bnpm (start|test)\b/g;
const NPX = /\bnpx (?:--no )?([a-z][\w-]*)/g;
/** Without `--no`, `npx` outside the project offers to install a package of that name that is not ours. */
const NPX_THAT_INSTALLS = /\bnpx ((?:sls|serverless|eden|baikonur)\b)/g;

function namesIn(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, name = '']) => name);
}

function isCommand(name: string): boolean {
  return existsSync(join(ROOT, 'node_modules/.bin', name)) || name in bin;
}

describe('commands that the pages name', () => {
  it.each(markdownFiles())('%s', (_page, text) => {
    const run = [...namesIn(text, NPM_RUN), ...namesIn(text, NPM_ALONE)];
    expect(run.filter((name) => !(name in scripts))).toEqual([]);
    expect(namesIn(text, NPX).filter((name) => !isCommand(name))).toEqual([]);
    expect(namesIn(text, NPX_THAT_INSTALLS)).toEqual([]);
  });

  it('are found in a text', () => {
    expect(namesIn('`npm run -s local -- up`, npm run config:check', NPM_RUN)).toEqual(['local', 'config:check']);
    expect(namesIn('npx sls deploy, `npx --no sls print`, npx jest', NPX_THAT_INSTALLS)).toEqual(['sls']);
    expect(isCommand('sls')).toBe(true);
    expect(isCommand('no-such-command')).toBe(false);
  });

  it('begin in the README with the two that make it run', () => {
    expect(readText('README.md')).toContain('```sh\nnpm ci\nnpm start\n```');
    expect(readText('.ci/run')).toContain('npm test');
  });

  it.each(MANIFESTS.map(({ name }) => name).filter((name) => name !== 'eden-api'))(
    '%s says how to try it, with events that are there',
    (service) => {
      const page = readText(`services/${service}/README.md`);
      const events = [...page.matchAll(/-p events\/([\w-]+\.json)/g)].map(([, name = '']) => name);
      expect(events.filter((name) => !existsSync(join(ROOT, 'services', service, 'events', name)))).toEqual([]);
      expect(page).toMatch(/## Try it/);
    },
  );
});

describe('package-lock.json', () => {
  const { packages } = JSON.parse(readText('package-lock.json'));

  const isThere = (from: string, name: string): boolean => {
    if (`${from === '' ? '' : `${from}/`}node_modules/${name}` in packages) return true;
    return from !== '' && isThere(from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name);
  };

  it('names the optional packages of every platform: without them `npm ci` refuses the file', () => {
    const missing = Object.entries<{ optionalDependencies?: object }>(packages).flatMap(([path, one]) =>
      Object.keys(one.optionalDependencies ?? {}).filter((name) => !isThere(path, name)),
    );
    expect(missing).toEqual([]);
  });

  it('names no registry', () => {
    expect(Object.values<{ resolved?: string }>(packages).flatMap(({ resolved }) => resolved ?? [])).toEqual([]);
  });
});
