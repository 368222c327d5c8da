import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { batchName } from './batch-name.ts';

const identities = ['logs/shardId-000000000001/100', 'logs/shardId-000000000001/101.0/2'];

describe('batchName', () => {
  it('is the first identity and a hash over all', () => {
    const hash = createHash('sha256').update(identities.join('\n')).digest('hex').slice(0, 16);
    expect(batchName(identities)).toBe(`logs_shardId-000000000001_100-${hash}`);
  });

  it('is another one for every other slice', () => {
    const slices = fc.uniqueArray(fc.nat(50), { minLength: 1 }).map((numbers) => numbers.map((n) => `s/shard/${n}`));
    fc.assert(
      fc.property(slices, slices, (a, b) => {
        expect(batchName(a) === batchName(b)).toBe(a.join() === b.join());
      }),
    );
  });

  it('is short and plain, whatever the first identity is', () => {
    const name = batchName([`archive/${'log_type=a/'.repeat(80)}\u001b]52;c;x\u0007/1`]);
    expect(name).toMatch(/^[\w\-.!]{40,280}$/);
  });

  it('needs something to name', () => {
    expect(() => batchName([])).toThrow(RangeError);
  });
});
