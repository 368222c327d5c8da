import { dirname, join, normalize } from 'node:path';
import { MANIFESTS } from '../../services/manifests.ts';
import { judgeVariable } from '../../shared/deploy/topology/variables.ts';
import { readText, sectionOf } from './project.ts';

const COMMON = 'shared/settings/common-settings.ts';
/** Read so that they can be refused by name: nothing to set yet. */
const REFUSED = ['ES_TARGET', 'ES_SERVICE'];

const IMPORT = /^import (?!type )[^;]*? from '(\.[^']+)';/gm;
const NAME = /'(TZ|STAGE|TRACING|RETENTION|ROUTES|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)'/g;

/** A file and all that it imports of ours, the common settings left out. */
function closureOf(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file) || file === COMMON) return seen;
  seen.add(file);
  for (const [, path = ''] of readText(file).matchAll(IMPORT)) closureOf(normalize(join(dirname(file), path)), seen);
  return seen;
}

const COMMENT = /\/\*[\s\S]*?\*\//g;

function namesIn(text: string): readonly string[] {
  return [...text.replace(COMMENT, '').matchAll(NAME)].map(([, name = '']) => name);
}

const common = [...new Set(namesIn(readText(COMMON)))];

/** The variables that a service's settings read, beside the common ones. */
function readByCode(service: string): readonly string[] {
  const files = [...closureOf(`services/${service}/config.ts`)].filter((file) =>
    /config|settings|index-name/.test(file),
  );
  const names = files.flatMap((file) => namesIn(readText(file)));
  return [...new Set(names)].filter((name) => !REFUSED.includes(name)).sort();
}

/** All names in the first column of the tables of a text. */
function documented(text: string): readonly string[] {
  const cells = [...text.matchAll(/^\|([^|]+)\|/gm)].map(([, cell = '']) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name = '']) => name)).sort();
}

describe.each(MANIFESTS.map(({ name }) => name).filter((name) => name !== 'eden-api'))('variables of %s', (service) => {
  const names = documented(sectionOf(readText(`services/${service}/README.md`), 'Variables'));
  const code = readByCode(service);

  it('are read by its code, each that its README names', () => {
    expect(names.filter((name) => !code.includes(name) && !common.includes(name) && name !== 'ES_DOMAIN')).toEqual([]);
    expect(names.length).toBeGreaterThan(2);
  });

  it('are in its README, each that its code reads', () => {
    expect(code.filter((name) => !names.includes(name) && !common.includes(name))).toEqual(
      service === 'es-cleaner' ? ['INDEX_INTERVAL'] : [],
    );
  });

  it('can be set in config/, or are computed from it', () => {
    const unknown = names.filter((name) => judgeVariable(service, name, 'x')?.startsWith('unknown variable'));
    expect(unknown.filter((name) => service !== 'es-cleaner' || !common.includes(name))).toEqual([]);
  });
});

describe('variables of every stream service', () => {
  const names = documented(sectionOf(readText('docs/configuration.md'), 'Variables of every stream service'));

  it('are in docs/configuration.md, all of them and no others', () => {
    expect(names).toEqual([...common].sort());
  });

  it('are settable where the page does not say "computed" or "Lambda"', () => {
    const rows = readText('docs/configuration.md').matchAll(/^\| `([A-Z_]+)` +\| ([^|]*)\|/gm);
    for (const [, name = '', fallback = ''] of rows) {
      const isGiven = /computed|Lambda/.test(fallback);
      expect([name, judgeVariable(undefined, name, '\n')?.startsWith('expected') ?? false]).toEqual([name, !isGiven]);
    }
  });
});
