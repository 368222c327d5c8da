import { createChain } from './chain.ts';
import { lambdaContext } from './testing/kinesis-events.ts';

interface Trail {
  readonly steps: readonly string[];
}

function step(name: string) {
  return ({ steps }: Trail) => ({ steps: [...steps, name] });
}

describe('createChain', () => {
  it('runs its steps in the order in which they are written, before and after the handler', async () => {
    const handler = createChain((event: string, { functionName }) => ({ steps: [event, functionName] }))
      .before(step('before 1'))
      .before(async (trail) => step('before 2')(trail))
      .handler(async (trail) => step('handler')(trail))
      .after(step('after 1'))
      .after(async (trail) => step('after 2')(trail))
      .respond(({ steps }) => steps.join(', '));
    const expected = 'event, baikonur-test-sink, before 1, before 2, handler, after 1, after 2';
    expect(await handler('event', lambdaContext(1000))).toBe(expected);
    expect(await handler('event', lambdaContext(1000))).toBe(expected);
  });

  it.each(['before', 'handler', 'after', 'respond'])('stops where %s throws', async (place) => {
    const reached: string[] = [];
    const at = (name: string) => (trail: Trail) => {
      if (name === place) throw new Error(`${name} failed`);
      reached.push(name);
      return trail;
    };
    const handler = createChain((_event: string) => ({ steps: [] }))
      .before(at('before'))
      .handler(at('handler'))
      .after(at('after'))
      .respond(at('respond'));
    await expect(handler('event', lambdaContext(1000))).rejects.toThrow(`${place} failed`);
    const order = ['before', 'handler', 'after', 'respond'];
    expect(reached).toEqual(order.slice(0, order.indexOf(place)));
  });
});
