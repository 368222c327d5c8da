import { integer, listOf, mapping, oneOf } from './leaf.ts';

/** @see PutBucketLifecycleConfiguration: classes to which objects can go, the dearest first */
const STORAGE_CLASSES = [
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
] as const;
const MAX_DAYS = 36_500;

/** Settings of a bucket's lifecycle. */
export const lifecycleShape = {
  /** Objects older than this are deleted. */
  expireAfterDays: integer(1, MAX_DAYS).optional(),
  /** Cheaper storage classes, each later than the one before. */
  transitions: listOf(
    mapping({ afterDays: integer(0, MAX_DAYS), storageClass: oneOf(...STORAGE_CLASSES) }),
    0,
    'transitions',
  ).default([]),
};

/** The lifecycle of a bucket of ours. */
export interface Lifecycle {
  readonly expireAfterDays?: number | undefined;
  readonly transitions: readonly {
    readonly afterDays: number;
    readonly storageClass: (typeof STORAGE_CLASSES)[number];
  }[];
}
