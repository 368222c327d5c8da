import { stopStack } from '../../local/stack/up.ts';
import { TEST_STATE_DIRECTORY } from './stack.ts';

/** Stops the tests' local AWS; no process and no file is left. */
const tearDown = async (): Promise<void> => {
  await stopStack(TEST_STATE_DIRECTORY);
};

export default tearDown;
