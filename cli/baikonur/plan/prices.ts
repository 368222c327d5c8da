import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { errorText } from '../../../shared/errors/error-text.ts';
import { UsageError } from '../shell.ts';

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
 * @throws {UsageError} where the given file cannot be read or is not of that form.
 */
export function loadPrices(region: string, file?: string): Prices {
  const all = [...readPrices(OWN_FILE), ...(file === undefined ? [] : readPrices(file))];
  const known = new Map(all.filter((price) => price.region === region).map((price) => [price.name, price]));
  const [asOf] = [...known.values()].map(({ date }) => date).sort();
  return { region, find: (name) => known.get(name), ...(asOf !== undefined && { asOf }) };
}

function readPrices(file: string): readonly Price[] {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).prices;
  } catch (error) {
    const detail = error instanceof z.ZodError ? z.prettifyError(error).split('\n').join(' ') : errorText(error);
    throw new UsageError([
      `--prices ${file}: expected {"prices": [{name, region, usd, unit, date, source}]}: ${detail}`,
    ]);
  }
}
