import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT, readText } from './project.ts';

const WORKFLOWS = readdirSync(join(ROOT, '.github/workflows'));
const FORMS = readdirSync(join(ROOT, '.github/ISSUE_TEMPLATE')).filter((name) => name !== 'config.yml');

describe('.github/', () => {
  it.each(WORKFLOWS)('%s: each action is pinned by the hash of a commit, its version beside it', (name) => {
    const uses = readText(`.github/workflows/${name}`).match(/uses:.*/g) ?? [];
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((line) => !/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it('runs .ci/run, which is a program, with no more than the right to read', () => {
    const { jobs, permissions } = parse(readText('.github/workflows/ci.yml'));
    expect(jobs.ci.steps.at(-1)).toEqual({ run: '.ci/run' });
    expect(permissions).toEqual({ contents: 'read' });
    expect(statSync(join(ROOT, '.ci/run')).mode & 0o111).not.toBe(0);
  });

  it.each(FORMS)('%s: a form as GitHub reads it', (name) => {
    const { name: title, description, body } = parse(readText(`.github/ISSUE_TEMPLATE/${name}`));
    expect([typeof title, typeof description]).toEqual(['string', 'string']);
    const ids = body.flatMap(({ id }: { id?: string }) => id ?? []);
    expect(ids.length).toBeGreaterThan(0);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { type, attributes } of body) {
      expect(['markdown', 'textarea', 'input', 'dropdown', 'checkboxes']).toContain(type);
      expect(attributes.label ?? attributes.value).toEqual(expect.any(String));
    }
  });

  it('asks in pull requests for things that exist', () => {
    const page = readText('.github/pull_request_template.md');
    const paths = [...page.matchAll(/`([\w./-]+\.md|config\/|docs\/adr\/)`/g)].map(([, path = '']) => path);
    expect(paths.length).toBeGreaterThan(2);
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
