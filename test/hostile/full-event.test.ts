import { BATCH_NAMES, type BatchName } from '../../bench/batches/make-batches.ts';
import { type Bundle, bundleProgram } from '../../bench/bundle-side.ts';
import { shortOrLong } from '../exhaustive.ts';
import { runFullEvents } from './run-full-events.ts';

/** The smallest function that the project is tested with. */
const MEMORY_MB = 256;
const WORKS = ['s3-sink', 's3-sink-zstd', 'forwarders', 'router', 'es-sink', 'fluent-sink-json'];
/** `cwl` becomes the most by decompression. */
const BATCHES = shortOrLong<readonly BatchName[]>(['cwl'], BATCH_NAMES);
const TESTED = shortOrLong(['s3-sink'], WORKS);

let bundle: Bundle;
beforeAll(async () => {
  bundle = await bundleProgram(`${__dirname}/full-event.ts`);
});
afterAll(() => bundle.remove());

it.each(TESTED.flatMap((work) => BATCHES.map((batch) => [work, batch] as const)))(
  `%s handles an event of 6 MB of %s within ${MEMORY_MB} MB, with the flags of the runtime`,
  (work, batch) => {
    const [row] = runFullEvents(batch, { program: bundle.file, works: [work], memoryMb: MEMORY_MB });
    expect(row?.eventMb).toBeGreaterThan(6);
    expect(row?.marginMb).toBeGreaterThan(0);
  },
  120_000,
);
