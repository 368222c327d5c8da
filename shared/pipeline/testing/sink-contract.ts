import { type ContractSubject, type ContractWorld, createContractWorld } from './contract-world.ts';
import { describeRedrive } from './redrive-contract.ts';

/** How a service presents itself to the contract. */
export interface SinkContract {
  readonly name: string;
  /** Builds the service around the world; called for each test. */
  readonly create: (world: ContractWorld) => ContractSubject | Promise<ContractSubject>;
  /** Stops what `create` started. */
  readonly destroy?: () => void | Promise<void>;
  /** Whether the destination answers for each entry alone (PutRecords, `_bulk`); an object or a chunk is taken as one. */
  readonly refusesEntries: boolean;
}

const HOUR_MS = 3_600_000;

const BAD_RECORDS: readonly (readonly [reason: string, data: Buffer])[] = [
  ['not_json', Buffer.from('{"log_type":')],
  ['not_object', Buffer.from('[1]')],
  ['not_utf8', Buffer.from([0x22, 0xff, 0x22])],
  ['missing_field', Buffer.from('{"log_type":"app","time":"2024-06-07T03:00:00Z"}')],
  ['bad_field', Buffer.from('{"log_type":7,"log_id":"a","time":"2024-06-07T03:00:00Z"}')],
  ['bad_time', Buffer.from('{"log_type":"app","log_id":"a","time":"once upon a time"}')],
  ['corrupt_compression', Buffer.from('1f8b0800deadbeef', 'hex')],
];

/** Starts one test: a service with its destination, in a world of its own. */
type Start = () => Promise<{ readonly world: ContractWorld; readonly subject: ContractSubject }>;

/**
 * The suite every stream service passes: what the pipeline promises, seen from its destination.
 * Call it once in a service's test file.
 */
export function describeSinkContract(contract: SinkContract): void {
  describe(`${contract.name}: the contract of every sink`, () => {
    const start: Start = async () => {
      const world = createContractWorld();
      const subject = await contract.create(world);
      world.use(subject);
      return { world, subject };
    };
    afterEach(() => contract.destroy?.());
    describeDelivery(start);
    describeBadRecords(start);
    describeHold(start);
    describeRedrive(start);
    if (contract.refusesEntries) describeRefusedEntries(start);
  });
}

function describeDelivery(start: Start): void {
  it('delivers the original text of every valid log, once, and acknowledges the batch', async () => {
    const { subject, world } = await start();
    expect(await world.invoke(logs(1, 2, 3))).toEqual([]);
    expect(await received(subject)).toEqual(sorted(logs(1, 2, 3)));
    expect(world.lastLedger()).toMatchObject({ received: 3, delivered: 3, mismatches: [] });
    expect(world.progress.writes()).toBe(0);
  });

  it('settles in time when the destination hangs', async () => {
    const { subject, world } = await start();
    subject.setFault('hang');
    expect(await world.invoke(logs(1, 2), { timeoutMs: 800 })).toEqual([0]);
    expect(world.lastLedger()).toMatchObject({ received: 2, retryable: 2, mismatches: [] });
  });

  it('delivers and reports failures while the progress table is away', async () => {
    const { subject, world } = await start();
    world.progress.fail({ query: true, put: true });
    expect(await world.invoke(logs(1, 2))).toEqual([]);
    subject.setFault('down');
    expect(await world.invoke(logs(3, 4), { at: 2 })).toEqual([2]);
    expect(await received(subject)).toEqual(sorted(logs(1, 2)));
  });

  it('balances its ledger over any slicing of the same records', async () => {
    const { subject, world } = await start();
    const batch = [log(1), 'no json', log(2), log(3)];
    for (const [at, end] of [
      [0, 1],
      [1, 3],
      [3, 4],
    ] as const) {
      expect(await world.invoke(batch.slice(at, end), { at })).toEqual([]);
    }
    expect(await received(subject)).toEqual(sorted(logs(1, 2, 3)));
  });
}

function describeBadRecords(start: Start): void {
  it('spills each kind of bad record as a dead letter and delivers the others', async () => {
    const { subject, world } = await start();
    const batch = [log(1), ...BAD_RECORDS.map(([, data]) => data), log(2)];
    expect(await world.invoke(batch)).toEqual([]);
    expect(await received(subject)).toEqual(sorted(logs(1, 2)));
    const reasons = world.bucket.deadLetters().map(({ reason }) => reason);
    expect(sorted(reasons)).toEqual(sorted(BAD_RECORDS.map(([reason]) => reason)));
    expect(world.lastLedger()).toMatchObject({ received: 9, delivered: 2, rejected: 7, mismatches: [] });
  });

  it('keeps in a dead letter what is needed to put the record back', async () => {
    const { world } = await start();
    await world.invoke([BAD_RECORDS[3]?.[1] ?? '']);
    expect(world.bucket.deadLetters()).toEqual([
      expect.objectContaining({
        identity: expect.stringMatching(/^baikonur-test-logs\/shardId-000000000000\/\d{56}$/),
        reason: 'missing_field',
        error: expect.stringContaining('log_id'),
        logType: 'app',
        partitionKey: 'key-0',
        data: BAD_RECORDS[3]?.[1].toString(),
      }),
    ]);
  });

  it('acknowledges nothing at or past a reject whose dead letter cannot be written, and sends nothing twice', async () => {
    const { subject, world } = await start();
    world.bucket.failPuts((key) => key.endsWith('.ndjson.gz'));
    const batch = [log(1), 'no json', log(2), log(3)];
    expect(await world.invoke(batch)).toEqual([1]);
    world.bucket.failPuts(() => false);
    expect(await world.invoke(batch, { from: 1 })).toEqual([]);
    expect(await received(subject)).toEqual(sorted(logs(1, 2, 3)));
    expect(world.bucket.deadLetters().map(({ reason }) => reason)).toEqual(['not_json']);
    expect(world.progress.rows()).toEqual([]);
  });

  it('writes no dead letter twice when something before it is retried', async () => {
    const { subject, world } = await start();
    subject.setFault('down');
    const batch = [log(1), 'no json'];
    for (let repeat = 0; repeat < 3; repeat++) expect(await world.invoke(batch)).toEqual([0]);
    expect(world.bucket.puts()).toBe(1);
    subject.setFault('none');
    expect(await world.invoke(batch)).toEqual([]);
    expect(world.bucket.puts()).toBe(1);
    expect(await received(subject)).toEqual([log(1)]);
  });
}

function describeHold(start: Start): void {
  it('holds the shard while the destination is away, spills nothing, and delivers all once when it is back', async () => {
    const { subject, world } = await start();
    subject.setFault('down');
    for (let repeat = 0; repeat < 8; repeat++) expect(await world.invoke(logs(1, 2, 3))).toEqual([0]);
    expect(world.bucket.deadLetters()).toEqual([]);
    subject.setFault('none');
    expect(await world.invoke(logs(1, 2, 3))).toEqual([]);
    expect(await received(subject)).toEqual(sorted(logs(1, 2, 3)));
  });

  it('spills what has been held longer than the hold age, and lets the shard go on', async () => {
    const { subject, world } = await start();
    subject.setFault('down');
    world.advance(world.settings.holdMaxAgeHours * HOUR_MS + 1);
    expect(await world.invoke(logs(1, 2))).toEqual([]);
    expect(world.bucket.deadLetters().map(({ reason }) => reason)).toEqual(['held_too_long', 'held_too_long']);
    expect(await received(subject)).toEqual([]);
  });

  it('tries what is older than the hold age before it spills it', async () => {
    const { subject, world } = await start();
    world.advance(world.settings.holdMaxAgeHours * HOUR_MS + 1);
    expect(await world.invoke(logs(1, 2))).toEqual([]);
    expect(await received(subject)).toEqual(sorted(logs(1, 2)));
    expect(world.bucket.deadLetters()).toEqual([]);
  });
}

function describeRefusedEntries(start: Start): void {
  it('retries a refused entry alone, and spills it once its attempts are exhausted', async () => {
    const { subject, world } = await start();
    subject.setFault({ refuse: (text) => text.includes('"id-2"') });
    const batch = logs(1, 2, 3);
    for (let attempt = 1; attempt < world.settings.maxAttempts; attempt++) {
      expect(await world.invoke(batch, { from: attempt === 1 ? 0 : 1 })).toEqual([1]);
    }
    expect(world.bucket.deadLetters()).toEqual([]);
    expect(await world.invoke(batch, { from: 1 })).toEqual([]);
    expect(world.bucket.deadLetters()).toEqual([
      expect.objectContaining({ reason: 'retries_exhausted', logId: 'id-2', attempts: world.settings.maxAttempts }),
    ]);
    expect(await received(subject)).toEqual(sorted(logs(1, 3)));
  });

  it('delivers nothing twice when a retried batch is bisected', async () => {
    const { subject, world } = await start();
    subject.setFault({ refuse: (text) => text.includes('"id-1"') });
    const batch = logs(1, 2, 3, 4);
    expect(await world.invoke(batch)).toEqual([0]);
    subject.setFault('none');
    expect(await world.invoke(batch.slice(0, 2))).toEqual([]);
    expect(await world.invoke(batch.slice(2), { at: 2 })).toEqual([]);
    expect(await received(subject)).toEqual(sorted(batch));
  });
}

async function received(subject: ContractSubject): Promise<readonly string[]> {
  return sorted(await subject.received());
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...texts].sort();
}

function logs(...numbers: readonly number[]): readonly string[] {
  return numbers.map((n) => log(n));
}

function log(n: number, more = ''): string {
  return `{"log_type":"app","log_id":"id-${n}","time":"2024-06-07T03:00:0${n % 10}.000Z","big":12345678901234567890${more}}`;
}
