/** Memory of the function whose flags the bench uses. */
const FUNCTION_MB = 512;

/** The flags of the runtime for a function of 512 MB: semi-spaces of 25 MB. */
export const FUNCTION_FLAGS = runtimeFlags(FUNCTION_MB);

/**
 * The young generation that V8 itself chooses where it finds 512 MB, if the runtime sets nothing.
 * @see https://nodejs.org/docs/latest-v24.x/api/cli.html#--max-semi-space-sizesize-in-mib
 */
export const SMALL_SPACE_FLAGS: readonly string[] = ['--max-semi-space-size=1'];

/**
 * The share of the memory that the start script of Lambda's Node images (`/var/runtime/bootstrap`) gives to each
 * generation: a tenth to the young one, which has two semi-spaces, and the others to the old one.
 */
export function runtimeFlags(memoryMb: number): readonly string[] {
  const youngMb = Math.floor(memoryMb / 10);
  return [`--max-semi-space-size=${Math.floor(youngMb / 2)}`, `--max-old-space-size=${memoryMb - youngMb}`];
}
