import { readText, sectionOf, tableNames } from './project.ts';

/** Every public name of amazon-kinesis-utils 0.1.8, by module. */
const ORIGINAL: Readonly<Record<string, readonly string[]>> = {
  kinesis: [
    'KinesisException',
    'normalize_cloudwatch_messages',
    'extract_data_from_json_cwl_message',
    'create_records',
    'create_record',
    'put_records_batch',
    'parse_records',
  ],
  baikonur_logging: ['parse_payload_to_log_dict', 'save_json_logs_to_s3', 'append_to_log_dict'],
  s3: ['put_str_data'],
  misc: ['split_list', 'dict_get_default'],
};

describe('docs/library.md', () => {
  const section = sectionOf(readText('docs/library.md'), 'Functions of amazon-kinesis-utils');

  it('has a row for each function of the original', () => {
    const names = Object.entries(ORIGINAL).flatMap(([module, own]) => own.map((name) => `${module}.${name}`));
    expect([...tableNames(section)].sort()).toEqual([...names].sort());
  });

  it('names functions that the package has', () => {
    const api = readText('library/API.md');
    const named = [...section.matchAll(/`((?:create|decode|put|read|events|deaggregate|aggregate)\w*)`/g)].map(
      ([, name = '']) => name,
    );
    const ours = [...new Set(named)].filter((name) => !name.includes('_') && name !== 'putObject');
    expect(ours.length).toBeGreaterThan(8);
    expect(ours.filter((name) => !new RegExp(`(?:function|const) ${name}\\b`).test(api))).toEqual([]);
  });
});

it('the workflow that publishes the library runs commands that exist, with no token', () => {
  const workflow = readText('.github/workflows/release-library.yml');
  expect(workflow).not.toContain('secrets.');
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(readText('package.json'));
  const run = [...workflow.matchAll(/npm run -s ([\w:]+)/g)].map(([, name = '']) => name);
  expect(run.filter((name) => !(name in scripts))).toEqual([]);
});
