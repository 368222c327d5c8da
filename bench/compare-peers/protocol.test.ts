import { type Asked, answerSchema, faultOf, helloSchema, readLine } from './protocol.ts';

describe('readLine', () => {
  it.each<[string, unknown]>([
    ['{"cpuMs": 1.5, "logs": 10}', { cpuMs: 1.5, logs: 10 }],
    ['{"cpuMs": 1.5, "logs": 0, "note": "more is allowed"}', { cpuMs: 1.5, logs: 0 }],
  ])('takes %s', (line, value) => {
    expect(readLine(line, answerSchema, 'an answer')).toEqual({ status: 'ok', value });
  });

  it.each([
    ['starting…', /expected an answer, got a line that is no JSON: "starting…"/],
    ['', /no JSON: ""/],
    ['7', /got 7 \(the line: /],
    ['{"logs": 10}', /cpuMs: /],
    ['{"cpuMs": 0, "logs": 10}', /cpuMs: /],
    ['{"cpuMs": -1, "logs": 10}', /cpuMs: /],
    ['{"cpuMs": "5", "logs": 10}', /cpuMs: /],
    ['{"cpuMs": 5, "logs": 1.5}', /logs: /],
    [`"${'x'.repeat(1000)}"`, /got "x{119}… /],
  ])('refuses %s', (line, problem) => {
    expect(readLine(line, answerSchema, 'an answer')).toEqual({
      status: 'wrong',
      problem: expect.stringMatching(problem),
    });
  });

  it('names the works where a peer is for none of them', () => {
    const line = '{"name": "mine", "work": "s3", "doesNotDo": []}';
    expect(readLine(line, helloSchema, 'a first line')).toMatchObject({ problem: expect.stringContaining('s3-sink') });
  });
});

describe('faultOf', () => {
  const asked: Asked = { calls: 4, wallMs: 100, processors: 2, expectedLogs: 1000 };

  it.each([
    ['a right answer', { cpuMs: 25, logs: 1000 }, undefined],
    ['two threads at work', { cpuMs: 50, logs: 1000 }, undefined],
    ['nothing delivered', { cpuMs: 0.01, logs: 0 }, 'delivered 0 of 1000 logs'],
    ['too many', { cpuMs: 25, logs: 4000 }, 'delivered 4000 of 1000 logs'],
    ['more time than there was', { cpuMs: 100, logs: 1000 }, 'answered 100 ms of CPU time'],
  ])('of %s', (_name, answer, fault) => {
    expect(faultOf(answer, asked)).toEqual(fault === undefined ? undefined : expect.stringContaining(fault));
  });
});
