import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const SOURCES = globSync('{cli,local}/**/*.ts', { cwd: ROOT }).filter(
  (file) => !/\.test\.ts$|testing\/|^local\/event-source\//.test(file),
);
/** A statement that prints what `JSON.stringify` makes, other than to S3; the only writer of `--json` is `printableJson`. */
const RAW = /(?:print|(?<!objects\.)write|console\.log)\([^;]*?JSON\.stringify|json\s*\?\s*JSON\.stringify/;

it('each --json is written by printableJson', () => {
  const texts = new Map(SOURCES.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
  expect([...texts].filter(([, text]) => RAW.test(text)).map(([file]) => file)).toEqual([]);
  const writers = [...texts].filter(([, text]) => text.includes('printableJson(')).map(([file]) => file);
  expect(writers.length).toBeGreaterThanOrEqual(9);
});
