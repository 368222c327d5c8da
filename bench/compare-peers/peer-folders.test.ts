import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeBatch } from '../batches/make-batches.ts';
import { deliveredLogs } from './measure-peers.ts';
import { readPeers } from './peer-folders.ts';

const PEER = { name: 'mine', command: ['mine'], work: 'router', doesNotDo: ['retries'] };
const SHIPPED = join(import.meta.dirname, '../peers');

describe('the peers of a folder', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'peers-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  function write(folder: string, text: string): void {
    mkdirSync(join(directory, folder));
    writeFileSync(join(directory, folder, 'peer.json'), text);
  }

  it('are its folders with a peer.json, by name', () => {
    write('b', JSON.stringify({ ...PEER, name: 'other' }));
    write('a', JSON.stringify(PEER));
    mkdirSync(join(directory, 'node_modules'));
    writeFileSync(join(directory, 'README.md'), '');
    expect(readPeers(directory)).toEqual([
      { ...PEER, folder: join(directory, 'a') },
      { ...PEER, name: 'other', folder: join(directory, 'b') },
    ]);
  });

  it.each([
    ['no peer.json', {}, 'no folder with a peer.json'],
    ['text that is no JSON', { a: 'name: mine' }, 'a/peer.json: SyntaxError'],
    ['an unknown work', { a: JSON.stringify({ ...PEER, work: 'kafka-sink' }) }, 'fluent-sink-json'],
    ['an unknown key', { a: JSON.stringify({ ...PEER, args: [] }) }, '"args"'],
    ['two of one name', { a: JSON.stringify(PEER), b: JSON.stringify(PEER) }, 'two peers are named mine'],
  ])('are refused for %s', (_name, files, problem) => {
    for (const [folder, text] of Object.entries(files)) write(folder, text);
    expect(() => readPeers(directory)).toThrow(problem);
  });

  it('that do not exist are a mistake of the caller', () => {
    expect(() => readPeers(join(directory, 'none'))).toThrow(/ENOENT/);
  });

  it('of the repository can be read', () => {
    expect(readPeers(SHIPPED).map(({ name }) => name)).toEqual(['naive-node', 'python-standard']);
  });
});

describe('deliveredLogs', () => {
  it.each([
    ['s3-sink', 100],
    ['es-sink', 100],
    ['forwarders', 100],
    ['decode-validate-group', 100],
  ] as const)('of %s', (work, logs) => {
    expect(deliveredLogs(work, makeBatch('plain', 0.1))).toBe(logs);
  });
  it('counts a log once for each target', () => {
    expect(deliveredLogs('router', makeBatch('plain', 0.1))).toBeGreaterThan(100);
  });
});
