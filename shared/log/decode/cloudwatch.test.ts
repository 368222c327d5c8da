import type { Decoded } from '../log.ts';
import { brief, decodeOne } from '../testing/decode-one.ts';
import { cloudwatch, logText } from '../testing/stream-records.ts';

describe('CLOUDWATCH_WRAP', () => {
  const wrap = {
    cloudwatchWrap: [
      { pattern: '/ecs/*', logType: 'ecs' },
      { pattern: '*', logType: 'rest' },
    ],
  };
  const textOf = (decoded: Decoded | undefined): unknown => JSON.parse(decoded?.entry.data.toString() ?? '');
  const wrapped = (message: string): unknown => ({
    log_type: 'ecs',
    log_id: 'e0',
    time: '2024-06-07T02:58:00.000Z',
    message,
    log_group: '/ecs/checkout',
    log_stream: 'app/1',
  });

  it.each(['plain text', '', '[1]', '{"log_type":"a","time":"2024"}', '{"a":"\ud800"}'])(
    'builds a log around %j',
    (message) => {
      const [decoded] = decodeOne(cloudwatch([message]), wrap);
      expect(textOf(decoded)).toEqual(wrapped(message));
      expect(decoded).toMatchObject({ status: 'decoded', fields: { logType: 'ecs', logId: 'e0' } });
    },
  );

  it.each([
    ['a log as it is', logText('a'), {}],
    ['a log with a wrong field', '{"log_type":5,"log_id":null,"time":""}', {}],
    ['a log without an optional field', '{"log_type":"a","log_id":"b"}', { optionalFields: ['time'] }],
  ])('leaves %s', (_, message, options) => {
    expect(decodeOne(cloudwatch([message]), { ...wrap, ...options })[0]?.entry.data.toString()).toBe(message);
  });

  it('takes the first rule whose pattern matches the log group', () => {
    const [decoded] = decodeOne(cloudwatch(['x'], { logGroup: '/aws/lambda/f' }), wrap);
    expect(textOf(decoded)).toMatchObject({ log_type: 'rest', log_group: '/aws/lambda/f' });
  });

  it('wraps no record that did not come from CloudWatch', () => {
    expect(decodeOne('plain text', wrap).map(brief)).toEqual(['not_json']);
  });
});
