import type { FindPrice } from './prices.ts';

/** Hours and seconds of a month, as AWS's calculator counts them. */
export const HOURS = 730;
export const SECONDS = HOURS * 3600;
/** AWS bills a GB as 2^30 bytes. */
export const GB = 1024 ** 3;

/** One line of a bill. */
export interface PlanItem {
  /** Stream, function, delivery stream, or the stage. */
  readonly subject: string;
  readonly kind: string;
  /** How much of the unit in a month. */
  readonly quantity: number;
  readonly unit: string;
  /** Dollars; `null`: the price is not known. */
  readonly unitPrice: number | null;
  /** Dollars, to the cent; `null`: the price is not known. */
  readonly perMonth: number | null;
  /** The derivation of the quantity. */
  readonly why: string;
}

/** A quantity whose price is looked up. */
export interface Quantity extends Pick<PlanItem, 'subject' | 'kind' | 'quantity' | 'why'> {
  /** Name in `prices.json`. */
  readonly price: string;
}

/** Prices a quantity. */
export function priced(find: FindPrice, { price: name, ...item }: Quantity): PlanItem {
  const price = find(name);
  const quantity = Number(item.quantity.toPrecision(6));
  if (price === undefined) return { ...item, quantity, unit: name, unitPrice: null, perMonth: null };
  return { ...item, quantity, unit: price.unit, unitPrice: price.usd, perMonth: toCents(item.quantity * price.usd) };
}

/** Dollars rounded to the cent. */
export function toCents(dollars: number): number {
  return Math.round(dollars * 100) / 100;
}

/** The sum of all items whose price is known. */
export function totalOf(items: readonly PlanItem[]): number {
  return toCents(items.reduce((sum, { perMonth }) => sum + (perMonth ?? 0), 0));
}
