import type { ProfileFields } from '../profile/profile.ts';

/** The kind of a table: eden's, one of the Python CLI 0.1.5, something else, or missing. */
export type TableKind = 'eden' | 'version_0_1_5' | 'other' | 'missing';

/** An item as DynamoDB holds it, unmarshalled. */
export type RawItem = Readonly<Record<string, unknown>>;

/** A pushed profile's fields. `unreadable`: what the table holds is no JSON object. */
export type PushedProfile =
  | { readonly status: 'found'; readonly fields: ProfileFields }
  | { readonly status: 'missing' | 'unreadable' };

/** Calls on the table itself and on the pushed profiles. */
export interface TableAdmin {
  readonly inspect: (table: string) => Promise<TableKind>;
  /** Makes the table and waits until it is there. */
  readonly create: (table: string) => Promise<void>;
  /** Every item, all pages. */
  readonly scan: (table: string) => Promise<readonly RawItem[]>;
  readonly putIfAbsent: (table: string, item: RawItem) => Promise<'written' | 'exists'>;
  readonly getProfile: (table: string, name: string) => Promise<PushedProfile>;
  readonly putProfile: (table: string, name: string, fields: ProfileFields) => Promise<void>;
  readonly removeProfile: (table: string, name: string) => Promise<void>;
}
