import { readFileSync } from 'node:fs';
import { shortOrLong } from '../exhaustive.ts';
import { runCampaign, tellFailure } from './campaign.ts';
import { MUTATIONS, mutate } from './mutations.ts';

const SEEDS = shortOrLong(500, 5000);

describe('the fault oracle', () => {
  it(`finds no log lost and no repeat without its cause in ${SEEDS} scenarios`, async () => {
    const { failures, repeats, entries } = await runCampaign({ from: 0, seeds: SEEDS });
    expect(failures.map(tellFailure)).toEqual([]);
    expect(entries).toBeGreaterThan(SEEDS);
    // Each kind of fault was really met, or the scenarios prove nothing.
    expect(Object.values(repeats).every((count) => count > 0)).toBe(true);
  }, 600_000);

  it.each(MUTATIONS.map((mutation) => [mutation.name, mutation] as const))(
    'knows where to plant "%s"',
    (_name, mutation) => {
      for (const { file } of mutation.edits) {
        const source = readFileSync(file, 'utf8');
        expect(mutate(mutation, file, source)).not.toBe(source);
      }
    },
  );
});
