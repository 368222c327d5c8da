import fc from 'fast-check';
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

/** A receiver that acknowledges chunks in order, and closes the connection at the first that `refuses` names. */
function receiverThat(refuses: (texts: readonly string[], call: number) => boolean) {
  const rounds: (readonly (readonly number[])[])[] = [];
  const send: SendChunks = async (chunks) => {
    rounds.push(chunks.map(({ members }) => members));
    const place = chunks.findIndex((chunk) => refuses(textsOf(chunk), rounds.length));
    const refused = chunks[place];
    return {
      confirmed: new Map((place < 0 ? chunks : chunks.slice(0, place)).map((chunk) => [chunk, 'receiver'])),
      refused: new Map(refused ? [[refused, ['receiver']]] : []),
      tried: true,
      failures: refused ? ['it closed'] : [],
    };
  };
  return { rounds, send };
}

function textsOf({ entries }: Chunk): readonly string[] {
  return entries.toString('latin1').match(/<\d+>/g) ?? [];
}

function receiverThatRefuses(bad: ReadonlySet<number>) {
  return receiverThat((texts) => texts.some((text) => bad.has(Number(text.slice(1, -1)))));
}

function createTestDeliver(send: SendChunks, chunks = settings): Deliver {
  return createDeliver({ chunks, send, requireAck: true, countUnconfirmed: () => undefined });
}

async function run(send: SendChunks, count: number, types?: readonly string[]) {
  return createTestDeliver(send)(logsOf(count, types), context);
}

function endOf(outcome: Outcome | undefined): string | undefined {
  return outcome?.status === 'retryable' ? outcome.scope : outcome?.status;
}

describe('createDeliver', () => {
  it('sends all in one round where nothing fails', async () => {
    const { rounds, send } = receiverThatRefuses(new Set());
    expect((await run(send, 4, ['a', 'b'])).map(endOf)).toEqual(Array(4).fill('delivered'));
    expect(rounds).toEqual([
      [
        [0, 2],
        [1, 3],
      ],
    ]);
  });

  it('finds the one log that a receiver refuses, and delivers all others', async () => {
    const { rounds, send } = receiverThatRefuses(new Set([700]));
    const outcomes = await run(send, 1_000);
    expect(outcomes[700]).toEqual({
      status: 'retryable',
      scope: 'entry',
      error: 'a receiver closes the connection at this log: it closed',
    });
    expect(outcomes.filter((outcome) => endOf(outcome) === 'delivered')).toHaveLength(999);
    expect(rounds.length).toBeLessThanOrEqual(12);
  });

  it.each([0, 2_500, 4_999])('finds it in a chunk as large as the default, at index %d', async (index) => {
    const { send } = receiverThatRefuses(new Set([index]));
    const deliver = createTestDeliver(send, { ...settings, maxChunkEntries: 5_000 });
    const ends = (await deliver(logsOf(5_000), context)).map(endOf);
    expect(ends).toEqual(ends.map((_, n) => (n === index ? 'entry' : 'delivered')));
  });

  it('finds a few among many, with enough other logs of the type, and delivers every other log once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 300 }),
        fc.uniqueArray(fc.nat(299), { minLength: 1, maxLength: 3 }),
        fc.constantFrom(['a'], ['a', 'b', 'c']),
        async (count, indexes, types) => {
          const bad = new Set(indexes.map((index) => index % count));
          fc.pre(bad.size < count);
          const { send } = receiverThatRefuses(bad);
          const taken: number[] = [];
          const outcomes = await run(
            async (chunks, sendContext) => {
              const report = await send(chunks, sendContext);
              taken.push(...[...report.confirmed.keys()].flatMap(({ members }) => members));
              return report;
            },
            count,
            types,
          );
          const good = outcomes.flatMap((_, n) => (bad.has(n) ? [] : [n]));
          expect(outcomes.flatMap((outcome, n) => (endOf(outcome) === 'delivered' ? [n] : []))).toEqual(good);
          expect(taken.toSorted((one, other) => one - other)).toEqual(good);
          const others = (n: number) => good.filter((other) => (other - n) % types.length === 0).length;
          for (const n of bad) {
            expect(['entry', 'unclear']).toContain(endOf(outcomes[n]));
            if (others(n) >= 2 * bad.size) expect(endOf(outcomes[n])).toBe('entry');
          }
        },
      ),
    );
  });

  it('holds the logs when the receiver takes nothing at all, and stops soon', async () => {
    const { rounds, send } = receiverThatRefuses(new Set(Array.from({ length: 50 }, (_, n) => n)));
    expect((await run(send, 50)).map(endOf)).toEqual(Array(50).fill('destination'));
    expect(rounds.length).toBeLessThanOrEqual(16);
  });

  describe('evidence against a log', () => {
    it.each<
      [string, number, (texts: readonly string[], call: number) => boolean, readonly string[] | undefined, unknown]
    >([
      ['the only log is refused', 1, () => true, undefined, ['unclear']],
      ['one other log is taken', 2, (texts) => texts.includes('<0>'), undefined, ['unclear', 'delivered']],
      [
        'two other logs are taken, the first is refused',
        3,
        (texts) => texts.includes('<0>'),
        undefined,
        ['entry', 'delivered', 'delivered'],
      ],
      [
        'two other logs are taken, the second is refused',
        3,
        (texts) => texts.includes('<1>'),
        undefined,
        ['delivered', 'entry', 'delivered'],
      ],
      [
        'two other logs are taken, the last is refused',
        3,
        (texts) => texts.includes('<2>'),
        undefined,
        ['delivered', 'delivered', 'entry'],
      ],
      ['the output works again', 3, (_, call) => call <= 2, undefined, ['delivered', 'delivered', 'delivered']],
      [
        'the output works again, and fails again',
        3,
        (texts, call) => call <= 3 || texts.includes('<0>'),
        undefined,
        ['unclear', 'delivered', 'delivered'],
      ],
      [
        'all other logs have another tag',
        5,
        (texts) => texts.includes('<0>'),
        ['a', 'b', 'b', 'b', 'b'],
        ['unclear', 'delivered', 'delivered', 'delivered', 'delivered'],
      ],
      [
        'the output of one tag takes nothing',
        6,
        (texts) => texts.some((text) => Number(text[1]) % 2 === 0),
        ['a', 'b'],
        ['unclear', 'delivered', 'unclear', 'delivered', 'unclear', 'delivered'],
      ],
    ])('%s', async (_name, count, refuses, types, expected) => {
      expect((await run(receiverThat(refuses).send, count, types)).map(endOf)).toEqual(expected);
    });

    it('of an earlier delivery is not used for a log that is alone now', async () => {
      const deliver = createTestDeliver(receiverThatRefuses(new Set([0])).send);
      const logs = logsOf(3);
      expect((await deliver(logs, context)).map(endOf)).toEqual(['entry', 'delivered', 'delivered']);
      expect((await deliver(logs.slice(0, 1), context)).map(endOf)).toEqual(['unclear']);
    });

    it('must come from one receiver', async () => {
      const { send } = receiverThatRefuses(new Set([0]));
      let calls = 0;
      const alternating: SendChunks = async (chunks, sendContext) => {
        const receiver = `receiver ${calls++ % 2}`;
        const { confirmed, refused, ...report } = await send(chunks, sendContext);
        return {
          ...report,
          confirmed: new Map([...confirmed.keys()].map((chunk) => [chunk, receiver])),
          refused: new Map([...refused.keys()].map((chunk) => [chunk, [receiver]])),
        };
      };
      expect((await run(alternating, 3)).map(endOf)).toEqual(['unclear', 'delivered', 'delivered']);
    });
  });

  it('tries once when no receiver closed a connection', async () => {
    let calls = 0;
    const send: SendChunks = async () => {
      calls += 1;
      return { confirmed: new Map(), refused: new Map(), tried: true, failures: ['refused', 'no ack'] };
    };
    const error = 'no receiver took it: refused; no ack';
    expect(await run(send, 1)).toEqual([{ status: 'retryable', scope: 'destination', error }]);
    expect(calls).toBe(1);
  });

  it('postpones logs that were not tried', async () => {
    const send: SendChunks = async () => ({ confirmed: new Map(), refused: new Map(), tried: false, failures: [] });
    expect((await run(send, 2)).map(endOf)).toEqual(['postponed', 'postponed']);
  });

  it('postpones no log that was refused before the time was over', async () => {
    let calls = 0;
    const send: SendChunks = async (chunks) => {
      calls += 1;
      return calls === 1
        ? {
            confirmed: new Map(),
            refused: new Map(chunks.map((chunk) => [chunk, ['receiver']])),
            tried: true,
            failures: ['it closed'],
          }
        : { confirmed: new Map(), refused: new Map(), tried: false, failures: [] };
    };
    expect((await run(send, 4)).map(endOf)).toEqual(Array(4).fill('destination'));
  });

  it('answers an empty batch with no outcome', async () => {
    expect(await run(receiverThatRefuses(new Set()).send, 0)).toEqual([]);
  });
});
