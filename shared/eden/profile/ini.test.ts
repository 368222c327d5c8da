import fixture from './fixtures/configparser.json';
import { parseIni, setIniKey } from './ini.ts';

interface Case {
  readonly text: string;
  readonly sections?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly error?: string;
}

describe('parseIni reads as Python’s configparser does (fixtures/configparser.py wrote the cases)', () => {
  it.each(fixture.cases as readonly Case[])('$text', ({ text, sections }) => {
    const parsed = parseIni(text);
    expect(parsed.status).toBe(sections === undefined ? 'invalid' : 'ok');
    if (parsed.status === 'ok') expect(Object.fromEntries(parsed.sections)).toEqual(sections);
  });

  it('reports every wrong line together', () => {
    const parsed = parseIni('x = 1\n[api]\nwhat\na = 1\na = %(b)s\nc = 5%\n');
    expect(parsed).toMatchObject({
      status: 'invalid',
      problems: expect.arrayContaining([expect.stringContaining('line 1')]),
    });
    expect(parsed.status === 'invalid' && parsed.problems).toHaveLength(4);
  });
});

describe('setIniKey touches only its own key', () => {
  const text = '# mine\n[api]\nName_Prefix: old ; kept?\nother=1\n\n[admin]\n  x = 1\n';
  it.each([
    [
      'replaces',
      { section: 'api', key: 'name_prefix' },
      'new',
      text.replace('Name_Prefix: old ; kept?', 'name_prefix = new'),
    ],
    ['adds to a section', { section: 'api', key: 'cpu' }, '256', text.replace('other=1\n', 'other=1\ncpu = 256\n')],
    ['adds a section', { section: 'web', key: 'cpu' }, '256', `${text}\n[web]\ncpu = 256\n`],
  ])('%s', (_name, at, value, expected) => {
    expect(setIniKey(text, at, value)).toBe(expected);
  });

  it.each(['plain', '100%', 'A=1\nB=2', '%(x)s'])('what is written is read again: %j', (value) => {
    for (const before of ['', text, '[api]\r\nk = 1\r\nl = 2\r\n', '[api]\nk = 1\n  more\n\n  lines\nl = 2\n']) {
      const parsed = parseIni(setIniKey(before, { section: 'api', key: 'k' }, value));
      expect(parsed.status === 'ok' && parsed.sections.get('api')?.k).toBe(value);
    }
  });

  it.each(['\r', '\n', '\r\n'])('a value with the line end %j begins no section', (end) => {
    const value = ['A=1', '[admin]', 'cpu = 1'].join(end);
    const parsed = parseIni(setIniKey(text, { section: 'api', key: 'environment' }, value));
    expect(parsed.status === 'ok' && parsed.sections.get('admin')).toEqual({ x: '1' });
    expect(parsed.status === 'ok' && parsed.sections.get('api')?.environment).toBe('A=1\n[admin]\ncpu = 1');
  });
});
