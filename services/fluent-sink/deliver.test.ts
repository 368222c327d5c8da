import fc from 'fast-check';
import type { Log } from '../../shared/log/log.ts';
import { type Deliver, type DeliverContext, ONLY_TARGET, type Outcome } from '../../shared/pipeline/outcome.ts';
import { testEntry } from '../../shared/pipeline/testing/results.ts';
import { createDeliver } from './deliver.ts';
import type { SendChunks } from './forward/forward-client.ts';
import type { Chunk, ChunkSettings } from './request.ts';

const settings: ChunkSettings = {
  label: 'test',
  record: 'message',
  time: 'event',
  maxChunkBytes: 1_000_000,
  maxChunkEntries: 1_000,
};

const context: DeliverContext = {
  target: ONLY_TARGET,
  now: () => 0,
  remainingMs: () => 1_000,
  signal: new AbortController().signal,
  countBytesOut: () => undefined,
};

function logsOf(count: number, types: readonly string[] = ['app']) {
  return Array.from({ length: count }, (_, n) => ({
    ...testEntry(n, { data: Buffer.from(`<${n}>`) }),
    logType: types[n % types.length] as string,
    logId: `id-${n}`,
    timeNs: 0n,
  }));
}

/** A receiver that takes chunks in order and closes the connection over the first that holds a bad log. */
function receiverThatHates(bad: ReadonlySet<number>) {
  const rounds: (readonly (readonly number[])[])[] = [];
  const isBad = (chunk: Chunk) => [...bad].some((n) => chunk.entries.includes(`<${n}>`));
  const send: SendChunks = async (chunks) => {
    rounds.push(chunks.map(({ members }) => members));
    const place = chunks.findIndex(isBad);
    const suspect = chunks[place];
    return {
      confirmed: new Set(place < 0 ? chunks : chunks.slice(0, place)),
      suspects: new Set(suspect ? [suspect] : []),
      tried: true,
      failures: suspect ? ['it closed'] : [],
    };
  };
  return { rounds, send };
}

async function run(send: SendChunks, count: number, types?: readonly string[]) {
  const unconfirmed: number[] = [];
  const options = { chunks: settings, send, requireAck: true, countUnconfirmed: (n: number) => unconfirmed.push(n) };
  return createDeliver(options)(logsOf(count, types), context);
}

function endOf(outcome: Outcome | undefined): string | undefined {
  return outcome?.status === 'retryable' ? outcome.scope : outcome?.status;
}

describe('createDeliver', () => {
  it('sends all in one round where nothing goes wrong', async () => {
    const { rounds, send } = receiverThatHates(new Set());
    expect((await run(send, 4, ['a', 'b'])).map(endOf)).toEqual(Array(4).fill('delivered'));
    expect(rounds).toEqual([
      [
        [0, 2],
        [1, 3],
      ],
    ]);
  });

  it('finds the one log that a receiver cannot bear, and delivers all others', async () => {
    const { rounds, send } = receiverThatHates(new Set([700]));
    const outcomes = await run(send, 1_000);
    expect(outcomes[700]).toEqual({
      status: 'retryable',
      scope: 'entry',
      error: 'a receiver closes over it: it closed',
    });
    expect(outcomes.filter((outcome) => endOf(outcome) === 'delivered')).toHaveLength(999);
    expect(rounds.length).toBeLessThanOrEqual(12 + 1); // the last one asks whether the receiver is there
  });

  it.each([0, 2_500, 4_999])('finds it in a chunk as large as the default, at place %d', async (place) => {
    const { send } = receiverThatHates(new Set([place]));
    const chunks = { ...settings, maxChunkEntries: 5_000 };
    const deliver = createDeliver({ chunks, send, requireAck: true, countUnconfirmed: () => undefined });
    const ends = (await deliver(logsOf(5_000), context)).map(endOf);
    expect(ends).toEqual(ends.map((_, n) => (n === place ? 'entry' : 'delivered')));
  });

  it('finds any few bad logs among many types, as long as one log is taken', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 300 }),
        fc.uniqueArray(fc.nat(299), { minLength: 1, maxLength: 3 }),
        async (count, places) => {
          const bad = new Set(places.map((place) => place % count));
          fc.pre(bad.size < count);
          const outcomes = await run(receiverThatHates(bad).send, count, ['a', 'b', 'c']);
          expect(outcomes.map(endOf)).toEqual(outcomes.map((_, n) => (bad.has(n) ? 'entry' : 'delivered')));
        },
      ),
    );
  });

  it('blames the receiver when it takes nothing at all, and gives up soon', async () => {
    const { rounds, send } = receiverThatHates(new Set(Array.from({ length: 50 }, (_, n) => n)));
    expect((await run(send, 50)).map(endOf)).toEqual(Array(50).fill('destination'));
    expect(rounds.length).toBeLessThanOrEqual(16);
  });

  describe('one log, and nothing else that a receiver could take', () => {
    const [good, bad] = logsOf(2) as [Log, Log];
    const endAt = async (deliver: Deliver, nowMs: number, ...those: Log[]) =>
      (await deliver(those, { ...context, now: () => nowMs })).map(endOf);
    const around = (send: SendChunks) =>
      createDeliver({ chunks: settings, send, requireAck: true, countUnconfirmed: () => undefined });

    it('is to blame where the receiver has taken others within half a minute and takes an empty chunk now', async () => {
      const deliver = around(receiverThatHates(new Set([1])).send);
      expect(await endAt(deliver, 0, bad)).toEqual(['destination']);
      expect(await endAt(deliver, 0, good, bad)).toEqual(['delivered', 'entry']);
      expect(await endAt(deliver, 30_000, bad)).toEqual(['entry']);
      expect(await endAt(deliver, 30_001, bad)).toEqual(['destination']);
    });

    it('is not to blame where the receiver takes nothing at all any more', async () => {
      const { send } = receiverThatHates(new Set());
      let isAway = false;
      const deliver = around(async (chunks, sendContext) =>
        isAway
          ? { confirmed: new Set(), suspects: new Set(chunks), tried: true, failures: ['it closed'] }
          : send(chunks, sendContext),
      );
      expect(await endAt(deliver, 0, good)).toEqual(['delivered']);
      isAway = true;
      expect(await endAt(deliver, 1_000, bad)).toEqual(['destination']);
    });
  });

  it('tries once when nobody closed a connection', async () => {
    let calls = 0;
    const send: SendChunks = async () => {
      calls += 1;
      return { confirmed: new Set(), suspects: new Set(), tried: true, failures: ['refused', 'no ack'] };
    };
    const error = 'no receiver took it: refused; no ack';
    expect(await run(send, 1)).toEqual([{ status: 'retryable', scope: 'destination', error }]);
    expect(calls).toBe(1);
  });

  it('postpones what nobody tried', async () => {
    const send: SendChunks = async () => ({ confirmed: new Set(), suspects: new Set(), tried: false, failures: [] });
    expect((await run(send, 2)).map(endOf)).toEqual(['postponed', 'postponed']);
  });

  it('postpones nothing that somebody refused before the time was over', async () => {
    let calls = 0;
    const send: SendChunks = async (chunks) => {
      calls += 1;
      return calls === 1
        ? { confirmed: new Set(), suspects: new Set(chunks), tried: true, failures: ['it closed'] }
        : { confirmed: new Set(), suspects: new Set(), tried: false, failures: [] };
    };
    expect((await run(send, 4)).map(endOf)).toEqual(Array(4).fill('destination'));
  });

  it('answers an empty batch with no outcome', async () => {
    expect(await run(receiverThatHates(new Set()).send, 0)).toEqual([]);
  });
});
