import type { RedriveRecord } from '../redrive/redrive-event.ts';
import type { ContractSubject, ContractWorld } from './contract-world.ts';
import { sequenceNumberAt } from './kinesis-events.ts';

/** Starts one test: a service with its destination, in a world of its own. */
type Start = () => Promise<{ readonly world: ContractWorld; readonly subject: ContractSubject }>;

const HOUR_MS = 3_600_000;

/** The part of the sinks' contract that is about events of an operator. */
export function describeRedrive(start: Start): void {
  it('delivers what an operator gives back, without a progress row, whatever its age', async () => {
    const { subject, world } = await start();
    world.advance(10 * world.settings.holdMaxAgeHours * HOUR_MS);
    const outcomes = await world.redrive([record(1), record(2)]);
    expect(outcomes.map(({ identity, status }) => [identity, status])).toEqual([
      [identityAt(1), 'delivered'],
      [identityAt(2), 'delivered'],
    ]);
    expect([...(await subject.received())].sort()).toEqual([text(1), text(2)]);
    expect(world.progress.writes()).toBe(0);
    expect(world.lastReport()).toMatchObject({ redrive: { run: 'run-1', generation: 1 }, ledger: { delivered: 2 } });
  });

  it('gives what is rejected again the next generation, beside the first dead letter', async () => {
    const { subject, world } = await start();
    const outcomes = await world.redrive([record(1), { ...record(2), data: base64('no json') }]);
    expect(outcomes).toMatchObject([{ status: 'delivered' }, { status: 'rejected', reason: 'not_json' }]);
    expect(world.bucket.deadLetters()).toMatchObject([{ identity: identityAt(2), generation: 2, data: 'no json' }]);
    expect([...world.bucket.objects.keys()]).toEqual([expect.stringMatching(/-g2\.ndjson\.gz$/)]);
    expect(await subject.received()).toEqual([text(1)]);
  });

  it('answers that the destination is away, and writes no dead letter for it', async () => {
    const { subject, world } = await start();
    subject.setFault('down');
    world.advance(10 * world.settings.holdMaxAgeHours * HOUR_MS);
    expect(await world.redrive([record(1), record(2)])).toMatchObject([
      { status: 'retryable', scope: 'destination', error: expect.stringMatching(/./) },
      { status: 'retryable', scope: 'destination' },
    ]);
    expect(world.bucket.deadLetters()).toEqual([]);
    expect(world.progress.writes()).toBe(0);
  });

  it('skips the entries that the operator says are settled', async () => {
    const { subject, world } = await start();
    await world.redrive([record(1)]);
    const [target = '-'] = Object.keys(world.lastLedger()?.targets ?? {});
    const settled = { entries: 1, targets: { [target]: '0' } };
    expect(await world.redrive([{ ...record(2), settled }, record(3)])).toMatchObject([
      { status: 'alreadyDelivered' },
      { status: 'delivered' },
    ]);
    expect([...(await subject.received())].sort()).toEqual([text(1), text(3)]);
  });
}

function record(n: number): RedriveRecord {
  return {
    identity: identityAt(n),
    partitionKey: `key-${n}`,
    arrivedAt: '2024-06-07T04:00:00.000Z',
    data: base64(text(n)),
  };
}

function identityAt(n: number): string {
  return `stream/shardId-000000000000/${sequenceNumberAt(n)}`;
}

function text(n: number): string {
  return `{"log_type":"app","log_id":"again-${n}","time":"2024-06-07T03:00:00Z"}`;
}

function base64(data: string): string {
  return Buffer.from(data).toString('base64');
}
