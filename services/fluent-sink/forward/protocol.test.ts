import { createHash } from 'node:crypto';
import { decode, encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { expectAck, hasRoom, openWindow, takeAck } from './ack-window.ts';
import { describeEndpoint, noneResting, orderToTry, parseEndpoint, rest } from './endpoints.ts';
import { judgePong, pingMessage, readHelo } from './handshake.ts';

/** As the connection decodes: strings as raw bytes. */
function wire(message: unknown): unknown {
  return decode(encode(message), { rawStrings: true });
}

describe('takeAck', () => {
  const window = expectAck(expectAck(openWindow(2), 'one'), 'two');

  it('confirms a waiting chunk, in any order, once', () => {
    const step = takeAck(window, wire({ ack: 'two' }));
    expect(step).toEqual({ status: 'confirmed', id: 'two', window: { waiting: ['one'], maxWaiting: 2 } });
    expect(step.status === 'confirmed' && takeAck(step.window, wire({ ack: 'two' })).status).toBe('fault');
  });

  it.each([[{ ack: 'three' }], [{ ack: 1 }], [{ ack: null }], [{}], [[]], ['ack'], [null], [17]])(
    'refuses %j',
    (message) => expect(takeAck(window, wire(message))).toMatchObject({ status: 'fault' }),
  );

  it('has room until it is full', () => {
    expect([openWindow(2), expectAck(openWindow(2), 'one'), window].map(hasRoom)).toEqual([true, true, false]);
  });

  it('confirms exactly what was expected, whatever is acknowledged', () => {
    const id = fc.constantFrom<string>('a', 'b', 'c', 'd');
    fc.assert(
      fc.property(fc.uniqueArray(id), fc.array(id), (expected, acks) => {
        let state = expected.reduce(expectAck, openWindow(9));
        const confirmed: string[] = [];
        for (const ack of acks) {
          const step = takeAck(state, wire({ ack }));
          if (step.status === 'fault') continue;
          confirmed.push(step.id);
          state = step.window;
        }
        expect([...confirmed, ...state.waiting].toSorted()).toEqual(expected.toSorted());
        expect(state.waiting.some((waiting) => acks.includes(waiting))).toBe(false);
      }),
    );
  });
});

describe('the handshake', () => {
  const sha = (...parts: (string | Buffer)[]) =>
    parts.reduce((hash, part) => hash.update(part), createHash('sha512')).digest('hex');
  const nonce = Buffer.from('fffe00c1', 'hex');
  const authSalt = Buffer.from('feff', 'hex');
  const challenge = {
    helo: { nonce, authSalt, keepalive: true },
    credentials: { sharedKey: 'key', username: 'user', password: 'password' },
    clientHostname: 'sender',
    salt: 'salt',
  };

  it.each([
    ['bin', { nonce, auth: authSalt, keepalive: true }, { nonce, authSalt, keepalive: true }],
    ['text', { nonce: 'n', auth: '' }, { nonce: Buffer.from('n'), authSalt: Buffer.alloc(0), keepalive: true }],
    ['nothing', {}, { nonce: Buffer.alloc(0), authSalt: Buffer.alloc(0), keepalive: true }],
    [
      'no keepalive',
      { nonce: '', keepalive: false },
      { nonce: Buffer.alloc(0), authSalt: Buffer.alloc(0), keepalive: false },
    ],
  ])('reads a HELO with %s', (_name, options, helo) => expect(readHelo(wire(['HELO', options]))).toEqual(helo));

  it('reads a nonce that is raw bytes in a string, as old Rubies send it', () => {
    const message = Buffer.concat([
      Buffer.from([0x92]),
      encode('HELO'),
      Buffer.from([0x81]),
      encode('nonce'),
      Buffer.from([0xa4]),
      nonce,
    ]);
    expect(readHelo(decode(message, { rawStrings: true }))?.nonce).toEqual(nonce);
  });

  it.each([[{ ack: 'x' }], [['PONG']], [null], [3]])('takes %j for no HELO', (message) =>
    expect(readHelo(wire(message))).toBeUndefined(),
  );

  it('proves key, user and password', () => {
    expect(decode(pingMessage(challenge))).toEqual([
      'PING',
      'sender',
      'salt',
      sha('salt', 'sender', nonce, 'key'),
      'user',
      sha(authSalt, 'user', 'password'),
    ]);
  });

  it('names no user where none is asked for', () => {
    const helo = { ...challenge.helo, authSalt: Buffer.alloc(0) };
    expect(decode(pingMessage({ ...challenge, helo }))).toEqual(
      expect.arrayContaining(['PING', 'sender', 'salt', sha('salt', 'sender', nonce, 'key'), '']),
    );
  });

  it.each([
    ['accepted', ['PONG', true, '', 'receiver', sha('salt', 'receiver', nonce, 'key')], { status: 'accepted' }],
    [
      'refused',
      ['PONG', false, 'no such user', '', ''],
      { status: 'refused', error: 'refused the shared key or user: no such user' },
    ],
    [
      'accepted with another key',
      ['PONG', true, '', 'receiver', sha('salt', 'receiver', nonce, 'other')],
      { status: 'refused' },
    ],
    ['accepted without a digest', ['PONG', true, '', 'receiver', ''], { status: 'refused' }],
    ['no boolean', ['PONG', 'true', '', 'receiver', sha('salt', 'receiver', nonce, 'key')], { status: 'refused' }],
    ['another message', ['HELO', {}], { status: 'refused', error: 'answered the PING with something else' }],
  ])('%s', (_name, pong, verdict) => expect(judgePong(wire(pong), challenge)).toMatchObject(verdict));
});

describe('endpoints', () => {
  it.each([
    ['fluentd', { host: 'fluentd', port: 24224 }, 'fluentd:24224'],
    ['fluentd.internal:24225', { host: 'fluentd.internal', port: 24225 }, 'fluentd.internal:24225'],
    ['10.0.0.1:1', { host: '10.0.0.1', port: 1 }, '10.0.0.1:1'],
    ['[::1]', { host: '::1', port: 24224 }, '[::1]:24224'],
    ['[fd00::2]:65535', { host: 'fd00::2', port: 65_535 }, '[fd00::2]:65535'],
  ])('reads %s', (text, endpoint, described) => {
    expect(parseEndpoint(text)).toEqual(endpoint);
    expect(describeEndpoint(endpoint)).toBe(described);
  });

  it.each(['', ':24224', 'host:0', 'host:65536', 'host:', 'host:x', 'tcp://host', '::1', '[::1', 'user@host', 'a b'])(
    'refuses %j',
    (text) => expect(parseEndpoint(text)).toBeUndefined(),
  );

  it('tries those that rested first, in the order listed; then those that failed, the longest rested first', () => {
    let resting = noneResting([1, 2, 3].map((port) => ({ host: 'a', port })));
    expect(orderToTry(resting, 0)).toEqual([0, 1, 2]);
    resting = rest(resting, 0, 200);
    expect(orderToTry(resting, 100)).toEqual([1, 2, 0]);
    resting = rest(resting, 1, 150);
    expect(orderToTry(resting, 100)).toEqual([2, 1, 0]);
    expect(orderToTry(resting, 150)).toEqual([1, 2, 0]);
    expect(orderToTry(resting, 200)).toEqual([0, 1, 2]);
  });
});
