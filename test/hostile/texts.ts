const TIME = '2026-11-23T07:16:06Z';

/** Texts of a size that do harm in one encoding or another: of logs, and of what is none. */
export const TEXTS: Readonly<Record<string, (bytes: number) => Buffer>> = {
  'bytes 0x01': (bytes) => Buffer.alloc(bytes, 1),
  'bytes 0xff': (bytes) => Buffer.alloc(bytes, 0xff),
  'bad UTF-8 at the end': (bytes) => Buffer.concat([Buffer.alloc(bytes, 0x61), Buffer.from([0xc3])]),
  brackets: (bytes) => Buffer.alloc(bytes, '['),
  'a string without an end': (bytes) => Buffer.from(`{"log_type":"${'a'.repeat(bytes)}`),
  'equal members': (bytes) => Buffer.from(`{${'"":1,'.repeat(bytes / 5)}"log_id":1.5,"time":1.5}`),
  'other members': (bytes) => Buffer.from(`{${members(bytes / 12)}"log_type":"app"}`),
  'a log, members just within the limit': (bytes) => Buffer.from(log(`,${members(bytes / 25)}"a":1`)),
  'a log, deeply nested': (bytes) => Buffer.from(log(`,"a":${'['.repeat(bytes / 40)}${']'.repeat(bytes / 40)}`)),
  'a log, quotes in its text': (bytes) => Buffer.from(log(`,"a":"${'\\"'.repeat(bytes / 2)}"`)),
  'a log, escapes in its text': (bytes) => Buffer.from(log(`,"a":"${'\\u0001'.repeat(bytes / 6)}"`)),
  'a log, a number of digits': (bytes) => Buffer.from(log(`,"a":${'7'.repeat(bytes)}`)),
  'a log, white space': (bytes) => Buffer.from(`${' '.repeat(bytes)}${log('')}`),
  elements: (bytes) => Buffer.from(`{"log_type":[${'1,'.repeat(bytes / 2)}1]}`),
  'type of slashes': (bytes) => field('type', `"${'/'.repeat(bytes)}"`),
  'type of dots': (bytes) => field('type', `"${'.'.repeat(bytes)}"`),
  'long id': (bytes) => field('id', `"${'é'.repeat(bytes / 2)}"`),
  'id of digits': (bytes) => field('id', '7'.repeat(bytes)),
  'time that begins well': (bytes) => field('time', `"2026-11-23 07:16:06 ${'1 '.repeat(bytes / 2)}"`),
  'time of digits': (bytes) => field('time', `1795418166.${'0'.repeat(bytes)}`),
  'time of zeros and an exponent': (bytes) => field('time', `1${'0'.repeat(bytes)}e-${bytes - 9}`),
};

/** A valid log with more members behind the three fields. */
export function log(more: string, { type = 'app', id = 'a', time = TIME } = {}): string {
  return `{"log_type":"${type}","log_id":"${id}","time":"${time}"${more}}`;
}

function members(count: number): string {
  return Array.from({ length: Math.floor(count) }, (_, n) => `"k${n}":1,`).join('');
}

/** A log with the JSON text of one field. */
function field(name: 'type' | 'id' | 'time', json: string): Buffer {
  const fields = { type: '"app"', id: '"a"', time: `"${TIME}"`, [name]: json };
  return Buffer.from(`{"log_type":${fields.type},"log_id":${fields.id},"time":${fields.time}}`);
}
