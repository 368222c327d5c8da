import { variablePages, writeTables } from '../../cli/variable-tables/variable-table.ts';
import { MANIFESTS } from '../../services/manifests.ts';
import { readText, sectionOf, tableNames } from './project.ts';

describe('tables of variables', () => {
  it.each(variablePages(MANIFESTS))('%s is as npm run docs:variables writes it', (page) => {
    expect(writeTables(readText(page), MANIFESTS)).toBe(readText(page));
  });

  it.each(MANIFESTS)('$name: all that it declares is in its README or in docs/configuration.md', (service) => {
    const own = tableNames(sectionOf(readText(`services/${service.name}/README.md`), 'Variables'));
    const common = tableNames(sectionOf(readText('docs/configuration.md'), 'Variables of every stream service'));
    expect(Object.keys(service.variables).filter((name) => ![...own, ...common].includes(name))).toEqual([]);
    const declared = Object.keys(service.variables).filter((name) => !common.includes(name));
    expect(own.length > 2).toBe(declared.length > 0);
  });

  it('say one plain sentence of each', () => {
    const meanings = MANIFESTS.flatMap(({ variables }) => Object.values(variables).map(({ meaning }) => meaning));
    expect(meanings.filter((meaning) => !/^[A-Z].*[^.\s]$/.test(meaning))).toEqual([]);
  });
});

describe('writeTables', () => {
  const [router] = MANIFESTS.filter(({ name }) => name === 'router');
  const page = (name: string) =>
    `a\n<!-- variables of ${name}: npm run docs:variables -->\nold\n<!-- end of variables -->\nb\n`;
  if (router === undefined) throw new Error('no router');

  it('replaces what is between the comments, and nothing else', () => {
    const text = writeTables(page('router'), [router]);
    expect(text).toMatch(/^a\n<!-- variables of router: [\s\S]*<!-- end of variables -->\nb\n$/);
    expect(text).not.toContain('old');
    expect(tableNames(text)).toEqual(['PARTITION_KEY', 'KINESIS_MAX_RETRIES', 'AGGREGATE_MAX_KIB', 'ROUTES']);
    expect(writeTables(text, [router])).toBe(text);
  });

  it('refuses the name of no service', () => {
    expect(() => writeTables(page('rooter'), [router])).toThrow('no service "rooter" has variables');
  });
});
