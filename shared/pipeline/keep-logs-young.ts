import { setFlagsFromString } from 'node:v8';

/**
 * Tells V8 to allocate where it always does at first: among the young objects.
 *
 * While a process is new its young generation is small, a whole batch outlives a collection, and V8 concludes that logs
 * live long: from then on it allocates them among the old ("pretenuring"). They die there with the batch, but until
 * the next full collection every dead log keeps its bytes alive, which each small collection copies again: a quarter of
 * the CPU time of small logs, and a third of the memory (docs/adr/035-logs-stay-young.md). It is a hint to the allocator, no more.
 * @see https://nodejs.org/docs/latest-v24.x/api/v8.html#v8setflagsfromstringflags
 */
export function keepLogsYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
