import { decodeMulti } from '@msgpack/msgpack';
import { createDeliver } from '../../../services/fluent-sink/deliver.ts';
import type { SendChunks } from '../../../services/fluent-sink/forward/forward-client.ts';
import type { Chunk } from '../../../services/fluent-sink/request.ts';
import { standing } from '../findings.ts';
import { idsIn } from '../payloads.ts';
import { takeText, type World } from '../world.ts';
import type { OracleSink, SinkHands } from './oracle-sink.ts';

/** fluent-sink: a lost ack is a lost answer. */
export const fluentSink: OracleSink = {
  name: 'fluent-sink',
  targetsOf: () => ['-'],
  build: (hands) => {
    const chunks = {
      label: 'test',
      record: 'message',
      time: 'event',
      maxChunkBytes: 1000,
      maxChunkEntries: 4,
    } as const;
    const countUnconfirmed = (): void => undefined;
    return { deliver: createDeliver({ chunks, send: sendChunksTo(hands), requireAck: true, countUnconfirmed }) };
  },
};

const RECEIVER = 'receiver:24224';

/** How long an output that fails now and then works, and fails, milliseconds. */
const FLAP_MS = 12_000;

/** How a receiver behaves; a seed has one of them for the whole scenario. */
interface Profile {
  /** Whether it acknowledges a chunk without logs, and that while it resets every other chunk. */
  readonly acknowledgesEmpty: boolean;
  /** Whether an outage in which it closes connections is interrupted every 12 s. */
  readonly flaps: boolean;
}

/** As Fluentd with a full buffer, once and again and again; as Fluent Bit. */
const PROFILES: readonly [Profile, ...Profile[]] = [
  { acknowledgesEmpty: true, flaps: false },
  { acknowledgesEmpty: true, flaps: true },
  { acknowledgesEmpty: false, flaps: false },
];

/** A receiver that takes chunks one after the other and closes the connection at the first that it refuses. */
function sendChunksTo(hands: SinkHands): SendChunks {
  return async (chunks, { signal, now }) => {
    const confirmed = new Map<Chunk, string>();
    const refused = new Map<Chunk, readonly string[]>();
    const failures: string[] = [];
    for (const chunk of chunks) {
      try {
        if (!(await offer(chunk, hands, signal, now))) {
          refused.set(chunk, [RECEIVER]);
          throw new Error('closed the connection before its ack');
        }
        confirmed.set(chunk, RECEIVER);
      } catch (error) {
        failures.push((error as Error).message);
        break;
      }
    }
    return { confirmed, refused, tried: !signal.aborted || failures.length > 0, failures };
  };
}

/** @returns whether the receiver acknowledged the chunk; `false`: it closed the connection. */
function offer(
  { entries }: Chunk,
  { world, invocation, call }: SinkHands,
  signal: AbortSignal,
  now: () => number,
): Promise<boolean> {
  // Divided first: which sink a seed has follows from its remainder.
  const profile = PROFILES[Math.floor(world.scenario.seed / 10) % PROFILES.length] ?? PROFILES[0];
  const texts = [...decodeMulti(entries)].map((entry) => (entry as [unknown, { message: string }])[1].message);
  const ids = texts.flatMap((text) => idsIn(Buffer.from(text)));
  const take = (): boolean => {
    if (texts.length === 0) return profile.acknowledgesEmpty;
    if (ids.some((id) => world.scenario.poison.has(id))) return false;
    for (const text of texts) takeText(world, invocation, '-', text);
    return true;
  };
  return call({
    place: 'destination',
    name: `Forward ${ids.join(' ')}`,
    signal,
    carryOut: take,
    refuseEntries: () => (texts.length > 0 && isJammed(world, profile, now()) ? false : take()),
    onAnswerLost: () =>
      world.findings.excuse(
        ids.map((id) => standing(id, '-')),
        'answer lost',
      ),
  });
}

function isJammed({ scenario }: World, { flaps }: Profile, nowMs: number): boolean {
  const outage = scenario.outages.find(({ fromMs, toMs }) => nowMs >= fromMs && nowMs < toMs);
  return outage !== undefined && (!flaps || Math.floor((nowMs - outage.fromMs) / FLAP_MS) % 2 === 0);
}
