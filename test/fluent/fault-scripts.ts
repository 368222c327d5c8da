import { createHash } from 'node:crypto';
import { encode } from '@msgpack/msgpack';
import type { Script, ScriptedPeer } from './scripted-receiver.ts';

/** No UTF-8. */
const NONCE = Buffer.from('ff00ff00', 'hex');

/** Scripts of receivers that misbehave, by name. */
export const FAULT_SCRIPTS = {
  /** Reads, and says nothing. */
  noAck: (peer) => peer.eachChunk(() => undefined),
  /** Acknowledges after the sender has timed out and closed. */
  lateAck: async (peer) => {
    let id: string | undefined;
    peer.socket.on('end', () => peer.send({ ack: id }));
    await peer.eachChunk((chunk) => {
      id = chunk.id;
    });
  },
  wrongAck: (peer) => peer.eachChunk(() => peer.send({ ack: 'bm90IHlvdXJz' })),
  /** Acknowledges the first chunk twice, the second never. */
  ackOfAnother: async (peer) => {
    let first: string | undefined;
    await peer.eachChunk((chunk) => {
      first ??= chunk.id;
      peer.send({ ack: first });
    });
  },
  /** Acknowledges the first chunk and reads no further. */
  ackThenStall: (peer) =>
    peer.eachChunk((chunk) => {
      peer.acknowledge(chunk);
      return new Promise(() => undefined);
    }),
  /** Acknowledges the first chunk, resets in the middle of the next one, and takes no connection after that. */
  ackThenReset: (peer) => {
    if (peer.number > 1) reset(peer);
    let isAcknowledged = false;
    peer.socket.on('data', (bytes) => {
      const id = /\xa5chunk\xb8(.{24})/.exec(bytes.toString('latin1'))?.[1];
      if (id && !isAcknowledged) {
        isAcknowledged = true;
        peer.send({ ack: id });
      }
    });
    afterBytes(300_000, reset)(peer);
  },
  ackOfNoText: (peer) => peer.eachChunk(() => peer.send({ ack: 17 })),
  noAckMessage: (peer) => peer.eachChunk(() => peer.send(['ack'])),
  noMessagePack: (peer) => peer.eachChunk(() => peer.socket.write(Buffer.from([0xc1]))),
  http: (peer) => peer.eachChunk(() => peer.socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')),
  /** Announces an answer of 4 GB. */
  endlessAnswer: (peer) => peer.eachChunk(() => peer.socket.write(Buffer.from('dbffffffff00', 'hex'))),
  /** Sends lists in lists in lists, as long as it is read. */
  endlessLists: (peer) => {
    const send = (): void => {
      while (!peer.socket.destroyed && peer.socket.write(Buffer.alloc(65_536, 0x91)));
    };
    peer.socket.on('drain', send).resume();
    send();
  },
  halfAnAck: (peer) => peer.eachChunk(({ id }) => peer.socket.end(encode({ ack: id }).subarray(0, 9))),
  resetAtOnce: reset,
  resetAfterHeader: afterBytes(12, reset),
  resetInMidChunk: afterBytes(200_000, reset),
  resetBeforeAck: (peer) => peer.eachChunk(() => reset(peer)),
  closeBeforeAck: (peer) => peer.eachChunk(() => peer.socket.end()),
  /** The connection is open, but nothing reads from it. */
  halfOpen: (peer) => peer.socket.pause(),
  wrongKey: shakeHands(() => [false, 'shared key mismatch', 'receiver', '']),
  wrongUser: shakeHands(() => [false, 'username/password mismatch', 'receiver', '']),
  /** Accepts every sender, but does not have the key. */
  impostor: shakeHands((salt) => [true, '', 'receiver', digest(salt, 'another key')]),
  noPong: (peer) => peer.send(['HELO', { nonce: 'n', auth: '', keepalive: true }]),
  closedInsteadOfPong: (peer) => {
    peer.send(['HELO', { nonce: 'n', auth: '', keepalive: true }]);
    peer.socket.once('data', () => peer.socket.end());
  },
  ackForPing: (peer) => {
    peer.send(['HELO', { nonce: 'n', auth: '', keepalive: true }]);
    peer.socket.once('data', () => peer.send({ ack: 'x' }));
  },
  ackForHelo: (peer) => peer.send({ ack: 'x' }),
  heloUnasked: (peer) => {
    peer.send(['HELO', { nonce: 'n', auth: '', keepalive: true }]);
    return peer.eachChunk(() => peer.socket.end());
  },
} satisfies Record<string, Script>;

/** No faults: the ack arrives, but in an unusual way. */
export const splitAck: Script = (peer) =>
  peer.eachChunk((chunk) => {
    const ack = encode({ ack: chunk.id });
    const half = 9;
    peer.acknowledge({ ...chunk, id: undefined });
    peer.socket.write(ack.subarray(0, half));
    // Not before the sender has had the first half to itself.
    setImmediate(() => peer.socket.write(ack.subarray(half)));
  });

/** Adds so much to each ack that thirty of them are longer than one answer may be. */
export const wordyAcks: Script = (peer) =>
  peer.eachChunk((chunk) => {
    peer.send({ ack: chunk.id, pad: 'x'.repeat(4_096) });
  });

/** Acknowledges in the reverse order once it has all `count` chunks. */
export function acksInReverse(count: number): Script {
  return async (peer) => {
    const seen: Parameters<ScriptedPeer['acknowledge']>[0][] = [];
    await peer.eachChunk((chunk) => {
      seen.unshift(chunk);
      if (seen.length === count) seen.forEach(peer.acknowledge);
    });
  };
}

/** Has the key; takes one chunk on each connection, as its HELO says. */
export function withoutKeepalive(key: string): Script {
  return (peer) => {
    peer.send(['HELO', { nonce: NONCE, auth: '', keepalive: false }]);
    admit(peer, key, () =>
      peer.eachChunk((chunk, index) => {
        if (index === 0) peer.acknowledge(chunk);
        else peer.socket.destroy();
      }),
    );
  };
}

/** Reads the PING, and proves that it has the key as well. */
function admit(peer: ScriptedPeer, key: string, serve: Script): void {
  peer.socket.once('data', (bytes) => {
    const salt = bytes.toString('latin1').match(/salt-\d+/)?.[0] ?? '';
    peer.send(['PONG', true, '', 'receiver', digest(salt, key)]);
    Promise.resolve(serve(peer)).catch(() => peer.socket.destroy());
  });
}

function digest(salt: string, key: string): string {
  return createHash('sha512').update(salt).update('receiver').update(NONCE).update(key).digest('hex');
}

/** Has the key; its nonce is raw bytes in a string, as Ruby sends it. */
export function withRawNonce(key: string): Script {
  return (peer) => {
    const nonce = [encode('nonce'), Buffer.from([0xa0 | NONCE.length]), NONCE];
    peer.socket.write(Buffer.concat([Buffer.from([0x92]), encode('HELO'), Buffer.from([0x81]), ...nonce]));
    admit(peer, key, () => peer.eachChunk(peer.acknowledge));
  };
}

/** Acknowledges every chunk except those with a text that it refuses: then it closes the connection, as over a limit of its own. */
export function closesOver(isRefused: (text: string) => boolean): Script {
  return (peer) => {
    let isClosed = false;
    return peer.eachChunk((chunk) => {
      isClosed ||= chunk.entries.some(([, record]) => isRefused(String(record['message'])));
      if (isClosed) peer.socket.end();
      else peer.acknowledge(chunk);
    });
  };
}

/** Fluentd 1.19 whose output buffer is full: it resets every chunk, but acknowledges an empty one, which adds nothing. */
export const fluentdWithFullBuffer: Script = (peer) =>
  peer.eachChunk((chunk) => {
    if (chunk.entries.length > 0) reset(peer);
    else peer.acknowledge(chunk);
  });

/**
 * Fluentd 1.19 with an output for each tag, whose buffers are full for those that `isFull` names: it resets their chunks.
 */
export function fluentdWithFullTags(isFull: (tag: string) => boolean): Script {
  return (peer) =>
    peer.eachChunk((chunk) => {
      if (chunk.entries.length > 0 && isFull(chunk.tag)) reset(peer);
      else peer.acknowledge(chunk);
    });
}

/** Fluent Bit 5.1: it closes the connection at a chunk that contains a log above its limit, and at an empty one. */
export function fluentBit(isAboveLimit: (text: string) => boolean): Script {
  const refusesText = closesOver(isAboveLimit);
  return (peer) =>
    refusesText({
      ...peer,
      acknowledge: (chunk) => (chunk.entries.length > 0 ? peer.acknowledge(chunk) : peer.socket.end()),
    });
}

function afterBytes(count: number, act: (peer: ScriptedPeer) => void): Script {
  return (peer) => {
    let seen = 0;
    peer.socket.on('data', (bytes) => {
      seen += bytes.length;
      if (seen >= count) act(peer);
    });
  };
}

function reset(peer: ScriptedPeer): void {
  peer.socket.resetAndDestroy();
}

/** Says HELO, reads the PING, and answers it with a PONG; `pong` makes what is after the word. */
function shakeHands(pong: (salt: string) => readonly unknown[], then?: Script): Script {
  return (peer) => {
    peer.send(['HELO', { nonce: NONCE, auth: '', keepalive: true }]);
    peer.socket.once('data', (bytes) => {
      const salt = bytes.toString('latin1').match(/salt-\d+/)?.[0] ?? '';
      peer.send(['PONG', ...pong(salt)]);
      then?.(peer);
    });
  };
}
