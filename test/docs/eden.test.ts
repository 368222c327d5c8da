import { z } from 'zod';
import { MANIFESTS } from '../../services/manifests.ts';
import { parseTopology } from '../../shared/deploy/topology/parse-topology.ts';
import { edenSchema } from '../../shared/deploy/topology/schema/eden.ts';
import { FILES } from '../../shared/deploy/topology/testing/config-texts.ts';
import { parseIni } from '../../shared/eden/profile/ini.ts';
import { PROFILE_KEYS } from '../../shared/eden/profile/keys.ts';
import { parseProfile } from '../../shared/eden/profile/profile.ts';
import { readText, sectionOf } from './project.ts';

const EDEN = readText('docs/eden.md');

describe('docs/eden.md', () => {
  const profiles = sectionOf(EDEN, 'Profiles');

  it('has a profile to copy', () => {
    const ini = parseIni(/^```ini\n([\s\S]*?)^```$/m.exec(profiles)?.[1] ?? '');
    const fields = ini.status === 'ok' ? ini.sections.get('api') : undefined;
    expect(parseProfile(fields ?? {}, 'docs/eden.md')).toMatchObject({ status: 'ok' });
  });

  it('explains every key of a profile', () => {
    const named = profiles.split('\n').filter((line) => line.startsWith('| `'));
    const keys = named.flatMap((line) => (line.split('|')[1] ?? '').match(/`\w+`/g) ?? []);
    expect(keys.map((key) => key.replaceAll('`', '')).sort()).toEqual(PROFILE_KEYS.map(({ name }) => name).sort());
  });
});

it('docs/eden-api.md: has a section of the stage file to copy', () => {
  const text = /^ *```yaml\n([\s\S]*?)^ *```$/m.exec(readText('docs/eden-api.md'))?.[1] ?? '';
  const section = text.replace(/^ {3}/gm, '');
  const { properties } = z.toJSONSchema(edenSchema, { unrepresentable: 'any', io: 'input' });
  expect(Object.keys(properties ?? {}).filter((key) => !section.includes(`  ${key}:`))).toEqual([]);
  // The page's ARNs are of the Region of config/stages/dev.yml.
  const stage = `${FILES['config/stages/dev.yml']?.replace('eu-west-1', 'us-east-1')}${section}`;
  const parsed = parseTopology(MANIFESTS, { ...FILES, 'config/stages/dev.yml': stage }, 'dev');
  expect(parsed.status === 'valid' ? [] : parsed.problems).toEqual([]);
});

it('docs/eden-api.md: has the workflow of actions/eden', () => {
  const [, workflow = ''] = /^(name: [\s\S]*)$/m.exec(readText('actions/eden/workflow.yml')) ?? [];
  expect(workflow).toContain('EDEN_URL');
  expect(readText('docs/eden-api.md')).toContain(`\`\`\`yaml\n${workflow}\`\`\`\n`);
});
