import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MANIFESTS } from '../../../services/manifests.ts';
import { parseTopology } from './parse-topology.ts';
import { formatProblems, TopologyError } from './problem.ts';
import { readConfigTexts } from './read-config.ts';
import type { ConfigTexts } from './sections.ts';
import { type Edit, edit, FILES } from './testing/config-texts.ts';

/** Problems and warnings. */
function allFound(texts: ConfigTexts): readonly string[] {
  const parsed = parseTopology(MANIFESTS, texts, 'dev');
  const found = [...(parsed.status === 'valid' ? [] : parsed.problems), ...parsed.warnings];
  return found.length === 0 ? [] : formatProblems(found).split('\n');
}

const SHORT_NAME = 'expected lower-case letters, digits and single hyphens, beginning with a letter';

describe('one mistake is one problem, and its sentence says what is meant', () => {
  it.each<[name: string, expected: string, edit: Edit]>([
    [
      'a mistyped test of a condition',
      'routes.yml:5: routes[0].where.equal: unknown key (did you mean equals?)',
      ['routes', "['*']\n", "['*']\n    where: { path: level, equal: warn }\n"],
    ],
    [
      'a test of a condition that does not exist',
      'routes.yml:5: routes[0].where.is: unknown key; expected one of path, equals, in, prefix',
      ['routes', "['*']\n", "['*']\n    where: { path: level, is: warn }\n"],
    ],
    [
      'a conflict of git',
      'routes.yml:5: a conflict of git that is not resolved (<<<<<<<), to line 9',
      [
        'routes',
        '    target: kinesis:mid',
        '<<<<<<< HEAD\n    target: kinesis:mid\n=======\n    target: kinesis:out\n>>>>>>> other',
      ],
    ],
    [
      'a star without quotes',
      'routes.yml:4: a text that begins with * must be quoted ("*")',
      ['routes', "['*']", '[*]'],
    ],
    [
      'a pattern that begins with a star, without quotes',
      'routes.yml:4: no anchor &log is set before *log; a text that begins with * must be quoted ("*log")',
      ['routes', "['*']", '[*log]'],
    ],
    [
      'a key twice',
      'routes.yml:2: source: the same mapping has this key already, on line 1',
      ['routes', 'source: in\n', 'source: in\nsource: mid\n'],
    ],
    [
      'a second document',
      'routes.yml:2: a second document begins here (---); a file of config/ is one document',
      ['routes', 'source: in\n', 'source: in\n---\n'],
    ],
    ['a tab', 'routes.yml:4: a tab in the indentation', ['routes', '    types', '\ttypes']],
    [
      'no space behind a colon',
      'sinks.yml:3: expected "key: value" in one line',
      ['sinks', 'source: mid', 'source:mid'],
    ],
    [
      'no space behind a colon in braces',
      'stages/dev.yml:7: streams.default.mode:on-demand: unknown key (did you mean "mode: on-demand", with a space behind the colon?)',
      ['stages/dev', 'mode: on-demand', 'mode:on-demand'],
    ],
    [
      'a colon in a text',
      'streams.yml:4: two times "key: value" in one line',
      ['streams', '{ description: mid }', '\n    description: mid: x'],
    ],
    ['a wrong indentation', 'streams.yml:3: the indentation differs', ['streams', '  mid:', '   mid:']],
    ['a quote that is not closed', "routes.yml:4: the quote ' is not closed", ['routes', "['*']", "'app"]],
    [
      'a bracket that is not closed',
      'routes.yml:5: a [ or { of a line before is not closed',
      ['routes', "['*']", "['*'"],
    ],
    [
      'braces without quotes',
      'subscriptions.yml:3: something follows that does not belong',
      ['subscriptions', '/web/{stage}', '{stage}/web'],
    ],
    [
      'a mistyped sink, which a stage has settings for',
      'sinks.yml:2: sinks.s3-snk: unknown sink (did you mean s3-sink?)',
      ['sinks', 's3-sink', 's3-snk'],
    ],
    [
      'a sink with _',
      `sinks.yml:2: sinks.s3_sink: ${SHORT_NAME} as its name, got "s3_sink" (did you mean s3-sink?)`,
      ['sinks', 's3-sink', 's3_sink'],
    ],
    [
      'a name with a capital, to which others refer',
      `streams.yml:2: streams.In: ${SHORT_NAME} as its name, got "In" (did you mean in?)`,
      ['streams', '  in:', '  In:'],
    ],
    [
      'no space behind the first colon of a file',
      'stages/dev.yml:3: this does not go on with what is before it',
      ['stages/dev', 'region: eu-west-1', 'region:eu-west-1\n# a comment'],
    ],
    [
      'a stream that nothing uses',
      'streams.yml:2: streams.more: no route, forwarder, sink or subscription uses it',
      ['streams', 'streams:\n', 'streams:\n  more: { description: more }\n'],
    ],
    [
      'a variable in lower case',
      'environment.max_groups: expected upper-case letters, digits and _, beginning with a letter, as its name, got "max_groups" (did you mean MAX_GROUPS?)',
      ['sinks', "['*']\n", "['*']\n    environment: { max_groups: 5 }\n"],
    ],
    [
      'a variable that is a setting',
      'environment.LOG_LEVEL: unknown variable; set logLevel in the stage file',
      ['service', 'environment: {}', 'environment: { LOG_LEVEL: DEBUG }'],
    ],
    [
      'fields of one name',
      'expected three different names, got log_type, log_type, time',
      ['service', 'environment: {}', 'environment: { LOG_ID_FIELD: log_type }'],
    ],
    [
      'a key of another file',
      'forwarders.yml:4: forwarders[0].types: unknown key (did you mean whitelist?)',
      ['forwarders', "whitelist: ['app*']", "types: ['app*']"],
    ],
    [
      'a key with _, which others follow from',
      'streams.yml:5: delivery_streams: unknown key (did you mean deliveryStreams?)',
      ['streams', 'deliveryStreams:', 'delivery_streams:'],
    ],
    [
      'the beginning of a key',
      'timeout: unknown key (did you mean timeoutSeconds?)',
      ['stages/dev', 'timeoutSeconds:', 'timeout:'],
    ],
    ['a short key', 'routes.yml:3: routes[0].nam: unknown key (did you mean name?)', ['routes', 'name:', 'nam:']],
    [
      'default with a capital',
      'streams.Default: unknown key (did you mean default?)',
      ['stages/dev', '  default: { mode', '  Default: { mode'],
    ],
    [
      'a word in lower case',
      'logLevel: expected one of DEBUG, INFO, WARN, ERROR, got "info" (did you mean INFO?)',
      ['stages/dev', 'logLevel: INFO', 'logLevel: info'],
    ],
    [
      'a name with capitals',
      `routes[0].name: ${SHORT_NAME}, got "All_Logs" (did you mean all-logs?)`,
      ['routes', 'name: all', 'name: All_Logs'],
    ],
    ['a name on AWS', 'got "app-dev-mid" (did you mean mid?)', ['routes', 'kinesis:mid', 'kinesis:app-dev-mid']],
    [
      'a function by its service',
      'functions.s3-sink: unknown function (did you mean s3-sink-sink?)',
      ['stages/dev', 'alarms:', '  s3-sink: { batchSize: 1 }\nalarms:'],
    ],
    [
      'a hold for all functions, of which one has settings',
      'router-route, forwarders-apps, forwarders-hose, s3-sink-sink: expected a hold shorter',
      ['stages/dev', 'maxAttempts: 5', 'maxAttempts: 5\n    holdHours: 100\n  s3-sink-sink: { batchSize: 1 }'],
    ],
    [
      'a cleaner without its sink',
      'cleaner.environment: needs es-sink, which config/sinks.yml does not have: ES_HOST',
      ['sinks', 'sinks:', 'cleaner: { schedule: rate(1 day) }\nsinks:'],
    ],
    [
      'an empty value',
      'region: expected an AWS Region such as eu-west-1, got nothing',
      ['stages/dev', 'region: eu-west-1', 'region:'],
    ],
    [
      'a project too long for every name',
      'service.yml:1: project: the bucket name',
      ['service', 'project: app', `project: ${'a'.repeat(50)}`],
    ],
    [
      'a forwarder too long',
      'forwarders.yml:2: forwarders[0]: the role name',
      ['forwarders', 'name: apps', `name: ${'a'.repeat(70)}`],
    ],
    [
      'names of zones that have no effect',
      'service.yml:4: environment.TIMESTAMP_ZONES: no effect with TIMESTAMP_QUIRKS=dateutil',
      ['service', 'environment: {}', 'environment: { TIMESTAMP_ZONES: XST=+01:00, TIMESTAMP_QUIRKS: dateutil }'],
    ],
  ])('%s', (_name, expected, one) => {
    expect(allFound(edit(one))).toEqual([expect.stringContaining(expected)]);
  });

  it.each([
    ['\ufeff', (text: string) => `\ufeff${text}`],
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a first ---', (text: string) => `---\n${text}`],
  ])('takes %s in every file', (_, change) => {
    expect(allFound(Object.fromEntries(Object.entries(FILES).map(([file, text]) => [file, change(text)])))).toEqual([]);
  });

  it.each(['My Stage', 'dev.bak', '1st'])('the stage %j is one problem', (stage) => {
    const texts = { ...FILES, [`config/stages/${stage}.yml`]: FILES['config/stages/dev.yml'] ?? '' };
    const parsed = parseTopology(MANIFESTS, texts, stage);
    expect(parsed).toMatchObject({ problems: [{ message: expect.stringContaining('stage: expected lower-case') }] });
  });

  it('a file without end of its brackets is nested too deeply', () => {
    const texts = { ...FILES, 'config/sinks.yml': `sinks: ${'['.repeat(20_000)}` };
    expect(allFound(texts)).toEqual(['config/sinks.yml:1: it is nested too deeply']);
  });

  it('each conflict is a problem', () => {
    const conflict = '<<<<<<< HEAD\n=======\n>>>>>>> other\n';
    expect(allFound(edit(['routes', 'source: in\n', `${conflict}source: in\n${conflict}`]))).toHaveLength(2);
  });
});

describe('files of config/', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'baikonur-config-'));
    for (const [file, text] of Object.entries(FILES)) await put(file, text);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  async function put(file: string, content: string | Buffer): Promise<void> {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), content);
  }

  /** Problems of reading, else all that is found. */
  function readAll(): readonly string[] {
    try {
      return allFound(readConfigTexts(root));
    } catch (error) {
      if (!(error instanceof TopologyError)) throw error;
      return formatProblems(error.problems).split('\n');
    }
  }

  const SINKS = FILES['config/sinks.yml'] ?? '';

  it.each<[name: string, content: Buffer, expected: string]>([
    ['UTF-16', Buffer.from(`\ufeff${SINKS}`, 'utf16le'), 'sinks.yml:1: expected text in UTF-8, got UTF-16'],
    ['UTF-16 without a mark', Buffer.from(SINKS, 'utf16le'), 'sinks.yml:1: expected text in UTF-8, got a zero byte'],
    [
      'Shift_JIS',
      Buffer.concat([Buffer.from(SINKS), Buffer.from([0x23, 0x93, 0xfa, 0x96, 0x7b, 0x0a])]),
      'sinks.yml:5: expected text in UTF-8, got other bytes (Shift_JIS?)',
    ],
  ])('says that one is %s', async (_, content, expected) => {
    await put('config/sinks.yml', content);
    expect(readAll()).toEqual([expect.stringContaining(expected)]);
  });

  it('says that one is a folder', async () => {
    await rm(join(root, 'config/sinks.yml'));
    await mkdir(join(root, 'config/sinks.yml'));
    expect(readAll()).toEqual(['config/sinks.yml:1: expected a file, got a folder']);
  });

  it('says that a link leads nowhere', async () => {
    await rm(join(root, 'config/sinks.yml'));
    await symlink('nowhere', join(root, 'config/sinks.yml'));
    expect(readAll()).toEqual(['config/sinks.yml:1: a link that leads to no file']);
  });

  it('says that one may not be read', async () => {
    // For root everything may be read.
    await chmod(join(root, 'config/sinks.yml'), 0);
    const expected = process.getuid?.() === 0 ? [] : ['config/sinks.yml:1: the file may not be read'];
    expect(readAll()).toEqual(expected);
  });

  it('names the file that has another ending', async () => {
    await rm(join(root, 'config/sinks.yml'));
    await put('config/sinks.yaml', SINKS);
    expect(readAll()).toEqual(['config/sinks.yml:1: the file is missing; rename config/sinks.yaml']);
  });

  it('finds the project by a service file of another ending', async () => {
    await rm(join(root, 'config/service.yml'));
    await put('config/service.yaml', FILES['config/service.yml'] ?? '');
    expect(readAll()).toEqual(['config/service.yml:1: the file is missing; rename config/service.yaml']);
  });

  it('warns of files that are not read', async () => {
    await put('config/stages/prod.yaml', '');
    await put('config/route.yml', '');
    await put('config/other.yml', '');
    expect(readAll()).toEqual([
      'config/other.yml:1: this file is not read',
      'config/route.yml:1: this file is not read (did you mean routes?)',
      'config/stages/prod.yaml:1: this file is not read; its name must be config/stages/prod.yml',
    ]);
  });
});
