import { join } from 'node:path';
import { z } from 'zod';
import { didYouMean } from '../../../shared/deploy/topology/nearest-name.ts';
import { errorText } from '../../../shared/errors/error-text.ts';
import { UsageError } from '../shell.ts';
import { readText } from './read-text.ts';

const OWN_FILE = join(import.meta.dirname, 'prices.json');

const priceSchema = z.object({
  name: z.string(),
  region: z.string(),
  /** Dollars a unit. */
  usd: z.number().nonnegative(),
  unit: z.string(),
  /** `YYYY-MM`. */
  date: z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/),
  source: z.string(),
});

const fileSchema = z.object({ prices: z.array(priceSchema) });

/** A price of one Region, with its date and source. */
type Price = z.infer<typeof priceSchema>;

/** Finds a price by its name; `undefined`: it is not known for the Region, and is not guessed. */
export type FindPrice = (name: string) => Price | undefined;

/** The prices of a Region. */
export interface Prices {
  readonly region: string;
  readonly find: FindPrice;
  /** Date of the oldest price; absent where none is known. */
  readonly asOf?: string;
}

/**
 * The prices of a Region from `prices.json`, each overridden by the file that the user gives.
 * @throws {UsageError} where the given file cannot be read, is not of that form, or has no price that would be used.
 */
export function loadPrices(region: string, file?: string): Prices {
  const own = readPrices(OWN_FILE);
  const given = file === undefined ? [] : readPrices(file);
  if (file !== undefined) refuseUnused(file, given, { region, own });
  const known = new Map([...own, ...given].filter((price) => price.region === region).map((one) => [one.name, one]));
  const [asOf] = [...known.values()].map(({ date }) => date).sort();
  return { region, find: (name) => known.get(name), ...(asOf !== undefined && { asOf }) };
}

/** A price that is mistyped, or of another Region, would leave a plan as it was, without a word. */
function refuseUnused(
  file: string,
  given: readonly Price[],
  { region, own }: { readonly region: string; readonly own: readonly Price[] },
): void {
  const names = [...new Set(own.map(({ name }) => name))];
  const unknown = given.filter(({ name }) => !names.includes(name));
  const regions = [...new Set(given.map((price) => price.region))];
  const problems = [
    ...unknown.map(({ name }) => `there is no price ${JSON.stringify(name)}${didYouMean(name, names)}`),
    ...(regions.includes(region) ? [] : [`it has no price of ${region}; its Regions: ${regions.join(', ') || 'none'}`]),
  ];
  if (problems.length > 0) throw new UsageError(problems.map((problem) => `--prices ${file}: ${problem}`));
}

function readPrices(file: string): readonly Price[] {
  const text = readText('--prices', file);
  try {
    return fileSchema.parse(JSON.parse(text)).prices;
  } catch (error) {
    const detail = error instanceof z.ZodError ? z.prettifyError(error).split('\n').join(' ') : errorText(error);
    throw new UsageError([
      `--prices ${file}: expected {"prices": [{name, region, usd, unit, date, source}]}: ${detail}`,
    ]);
  }
}
