/** Regions of partitions other than `aws`, by how their names begin. @see partitions of the AWS SDK */
const PARTITIONS: readonly (readonly [begin: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['eusc-', 'aws-eusc'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
];

/** The partition of a Region: the second part of an ARN. */
export function partitionOf(region: string): string {
  return PARTITIONS.find(([begin]) => region.startsWith(begin))?.[1] ?? 'aws';
}
