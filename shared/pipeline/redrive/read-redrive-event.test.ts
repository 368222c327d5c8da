import { readRedriveEvent } from './read-redrive-event.ts';
import { isRedriveEvent, MAX_REDRIVE_RECORDS, type RedriveEvent, type RedriveRecord } from './redrive-event.ts';

const READER = { functionName: 'baikonur-dev-es-sink', stage: 'dev' };
const RECORD: RedriveRecord = {
  identity: 'logs/shardId-000000000000/4959',
  partitionKey: '',
  arrivedAt: '2026-11-22T00:00:00.000Z',
  data: 'e30=',
};

function event(more: object = {}): RedriveEvent {
  const { functionName, stage } = READER;
  const rest = { run: 'r1', function: functionName, stage, target: '-', generation: 1, records: [RECORD] };
  return { form: 'redrive/1', ...rest, ...more };
}

function withRecord(more: object): RedriveEvent {
  return event({ records: [{ ...RECORD, ...more }] });
}

describe('isRedriveEvent', () => {
  it.each([[undefined], [null], [''], [7], [{}], [{ Records: [] }], [{ form: 'redrive/2' }]])(
    'does not know %j',
    (other) => expect(isRedriveEvent(other)).toBe(false),
  );
  it('knows the form', () => expect(isRedriveEvent(event())).toBe(true));
});

describe('readRedriveEvent', () => {
  it.each([
    ['a plain one', {}],
    ['of CloudWatch', { cloudwatch: { owner: '1', logGroup: 'g', logStream: 's', eventId: 'e', eventTimeMs: 5 } }],
    [
      'of CloudWatch, with system fields',
      {
        cloudwatch: {
          owner: '1',
          logGroup: 'g',
          logStream: 's',
          eventId: 'e',
          eventTimeMs: 5,
          systemFields: { '@aws.account': '1' },
        },
      },
    ],
    ['with settled entries', { settled: { entries: 5, targets: { '-': '0-1,3', 'kinesis:a': '' } } }],
    ['of 10 MiB', { data: 'AAAA'.repeat(3_500_000) }],
    ['of the archive', { identity: 'archive/app/2026-11/22/a.gz/1' }],
  ])('takes a record: %s', (_name, more) => {
    const given = withRecord(more);
    expect(readRedriveEvent(given, READER)).toBe(given);
  });

  it.each([
    ['of another function', { function: 'other' }, /function: expected baikonur-dev-es-sink, got "other"/],
    ['of another stage', { stage: 'prod' }, /stage: expected dev, got "prod"/],
    ['without a run', { run: undefined }, /run: .*got nothing/],
    ['with a hostile run', { run: '../../x' }, /run: /],
    ['with an empty target', { target: '' }, /target: /],
    ['with a fraction', { generation: 1.5 }, /generation: /],
    ['with a negative generation', { generation: -1 }, /generation: /],
    ['with no records', { records: [] }, /records: expected 1 to 1000, got 0/],
    ['with records that are none', { records: 'x' }, /records: /],
    ['with too many', { records: new Array(MAX_REDRIVE_RECORDS + 1).fill(RECORD) }, /got 1001/],
    ['with a repeat', { records: [RECORD, RECORD] }, /each identity once/],
    ['with a null', { records: [null] }, /records\[0\]: expected an object/],
    ['with something unknown', { trget: '-' }, /"trget": unknown/],
  ])('refuses an event %s', (_name, more, problem) =>
    expect(() => readRedriveEvent(event(more), READER)).toThrow(problem),
  );

  it.each([
    [{ identity: 'a/b' }],
    [{ identity: 'a/b/' }],
    [{ identity: '/b/c' }],
    [{ identity: `a/b/${'c'.repeat(1100)}` }],
    [{ identity: 'a/b/\ud800' }],
    [{ partitionKey: null }],
    [{ arrivedAt: 'yesterday' }],
    [{ arrivedAt: '2026-13-01T00:00:00Z' }],
    [{ arrivedAt: 5 }],
    [{ data: 'no base64' }],
    [{ data: 'e30' }],
    [{ data: 'A===' }],
    [{ data: 'e30=e30=' }],
    [{ data: undefined }],
    [{ cloudwatch: { owner: '1' } }],
    [{ cloudwatch: { owner: '1', logGroup: 'g', logStream: 's', eventId: 'e', eventTimeMs: 1.5 } }],
    [
      {
        cloudwatch: {
          owner: '1',
          logGroup: 'g',
          logStream: 's',
          eventId: 'e',
          eventTimeMs: 1,
          systemFields: { '@aws.account': 1 },
        },
      },
    ],
    [{ settled: { entries: 2, targets: { '-': '2' } } }],
    [{ settled: { entries: -1, targets: {} } }],
    [{ settled: [] }],
    [{ extra: 1 }],
  ])('refuses a record with %j', (more) =>
    expect(() => readRedriveEvent(withRecord(more), READER)).toThrow(/^redrive event: records\[0\]\./),
  );

  it('names ten problems of many', () => {
    const records = Array.from({ length: 20 }, () => ({}));
    expect(() => readRedriveEvent(event({ records }), READER)).toThrow(/; and 70 more$/);
  });
});
