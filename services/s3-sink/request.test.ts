import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { makeLog } from '../../shared/delivery/testing/make-log.ts';
import { createRequest } from './request.ts';

const SETTINGS = {
  bucket: 'archive',
  prefix: 'logs',
  layout: 'hive',
  compression: { format: 'gzip', level: 6 },
  maxGroups: 500,
} as const;
const LOGS = [0, 1, 2].map((n) => makeLog({ sequence: n, data: `{"n":${n}}` }));

describe('createRequest', () => {
  const [first] = LOGS;
  if (first === undefined) throw new Error('no log');

  it('contains the logs of the group, in order', () => {
    const { body, ...request } = createRequest(LOGS, { first, indexes: [0, 2] }, SETTINGS);
    expect(gunzipSync(body).toString()).toBe('{"n":0}\n{"n":2}\n');
    expect(request).toEqual({
      bucket: 'archive',
      key: expect.stringMatching(/^logs\/log_type=app\/dt=2026-11-22\/hour=12\/2026-11-22-12-00-00-id-0-/),
      contentType: 'application/x-ndjson',
      contentEncoding: 'gzip',
    });
  });

  it('says how it is compressed', () => {
    const settings = { ...SETTINGS, compression: { format: 'zstd', level: 3 } } as const;
    const { body, key, contentEncoding } = createRequest(LOGS, { first, indexes: [1] }, settings);
    expect(zstdDecompressSync(body).toString()).toBe('{"n":1}\n');
    expect([key.slice(-4), contentEncoding]).toEqual(['.zst', 'zstd']);
  });

  it('has another key for another group', () => {
    const keyOf = (indexes: number[]) => createRequest(LOGS, { first, indexes }, SETTINGS).key;
    expect(keyOf([0, 2])).toBe(keyOf([0, 2]));
    expect(keyOf([0, 2])).not.toBe(keyOf([0, 1]));
  });

  it('takes no index that is not there: a bug', () => {
    expect(() => createRequest(LOGS, { first, indexes: [3] }, SETTINGS)).toThrow('no log at 3');
  });
});
