import { stopStack } from '../../local/stack/up.ts';
import { TEST_STATE_DIRECTORY } from './stack.ts';

export default tearDown;

/** Stops the tests' local AWS; no process and no file is left. */
async function tearDown(): Promise<void> {
  await stopStack(TEST_STATE_DIRECTORY);
}
