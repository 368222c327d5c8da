import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../local/stack/paths.ts';
import type { Scene } from './play-night.ts';

const PAGE = join(ROOT, 'docs/at-3-am.md');
const BLOCK = /<!-- night: ([\w-]+) -->\n```console\n([\s\S]*?)```/g;
/** Sequence numbers and hashes in the middle of names: their beginnings tell enough. */
const LONG_NUMBER = /(\d{4})\d{16,}/g;

/** Parts that differ from one night to the next, and what stands for them. */
const CHANGING: readonly (readonly [pattern: RegExp, by: string])[] = [
  // First: a hash may begin as a time ago does, `-37d…`.
  [/-[0-9a-f]{16}(?=\.)/g, '-<hash>'],
  // The example is of whichever dead letter was listed first.
  [/^(example: .*"order-)\d+(".*"order":)\d+/gm, '$1<number>$2<number>'],
  [/\d{8}T\d{6}Z/g, '<run>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(\.\d+)?Z/g, '<time>'],
  [/\d{4}-\d\d-\d\d-\d\d:\d\d:\d\d/g, '<time>'],
  [/\d{4}\/\d\d\/\d\d\/\d\d|\d{4}-\d\d\/\d\d/g, '<date>'],
  [/\d\d\.\d\d\.\d{4} um \d\d:\d\d/g, '<time in words>'],
  [/\b\d+[dhms]\b( \d+[hms]\b)?( ago)?/g, '<ago>'],
  [/shardId-\d{12}/g, '<shard>'],
  [/\d{4}…(\.\d+)?/g, '<number>'],
  [/[\d.,]+ (B|KiB|MiB)/g, '<size>'],
  [/\b\d+ (objects?|invocations?|requests?)/g, '<count> $1'],
  [/ {2,}/g, '  '],
];
/** Tables of `status`: how often a function tried says nothing. */
const COUNTS = /^((?:router|forwarders|s3-sink)-[\w-]+ +\w+) .*$|^((?:router|archive|subscriber) +\w+ +\d+) .*$/gm;

/** The console blocks of the page, by the names in the marks above them. */
export function readBlocks(): ReadonlyMap<string, string> {
  return new Map([...readFileSync(PAGE, 'utf8').matchAll(BLOCK)].map(([, name = '', text = '']) => [name, text]));
}

/** Writes the scenes into the page. */
export function writeBlocks(scenes: readonly Scene[]): void {
  const texts = new Map(scenes.map((scene) => [scene.name, sceneText(scene)]));
  const page = readFileSync(PAGE, 'utf8').replace(
    BLOCK,
    (block, name) => `<!-- night: ${name} -->\n\`\`\`console\n${texts.get(name) ?? block}\`\`\``,
  );
  writeFileSync(PAGE, page);
}

/** A scene as the page has it. */
export function sceneText({ command, output }: Scene): string {
  return `$ ${command}\n${output}\n`.replace(LONG_NUMBER, '$1…');
}

/** The lines of a block without the parts that differ from one night to the next. @param isSorted where their order does, too */
export function plainLines(block: string, isSorted: boolean): readonly string[] {
  const even = CHANGING.reduce((text, [pattern, by]) => text.replace(pattern, by), block);
  const lines = even.replace(COUNTS, '$1$2 <counts>').split('\n');
  return isSorted ? lines.sort() : lines;
}
