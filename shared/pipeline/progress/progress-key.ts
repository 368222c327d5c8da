/** Who reads which shard. */
interface ShardReader {
  /** Name of the function on AWS. */
  readonly function: string;
  readonly streamArn: string;
  readonly shard: string;
}

/** The key of a shard's progress: `function#stream ARN#shard`. None of them has a `#`. */
export function createProgressKey({ function: fn, streamArn, shard }: ShardReader): string {
  return `${fn}#${streamArn}#${shard}`;
}

/** The reverse of {@link createProgressKey}. */
export function parseProgressKey(key: string): ShardReader {
  const [fn = '', streamArn = '', shard = ''] = key.split('#');
  return { function: fn, streamArn, shard };
}
