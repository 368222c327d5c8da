import { buildFolders, deployAll } from '../../local/stack/deploy.ts';
import { saveStack } from '../../local/stack/stack-state.ts';
import { startStack, stopStack } from '../../local/stack/up.ts';
import { CONNECTION_VARIABLE, TEST_STATE_DIRECTORY } from './stack.ts';

/** Exit code of a process that Ctrl-C ended. */
const INTERRUPTED = 130;
/** The lines of `sls` that say which service is done. */
const DEPLOYED = /deployed/i;

export default setUp;

/**
 * Starts one local AWS for all integration tests and deploys every service to it. jest calls it once. Ctrl-C stops it
 * here where jest was called without `npm test`, which clears away whatever is left.
 */
async function setUp(): Promise<void> {
  // Never an endpoint of the caller's: tests bring their own.
  const { AWS_ENDPOINT_URL: _, ...machine } = process.env;
  const tell = (line: string): void => void process.stderr.write(`integration: ${line}\n`);
  await stopStack(TEST_STATE_DIRECTORY);
  tell('a local AWS is started, and all services are deployed to it: about a minute');
  const stack = await startStack({
    stateDirectory: TEST_STATE_DIRECTORY,
    region: 'us-east-1',
    machine,
    tell,
    endsWithUs: true,
  });
  let interrupted: Promise<never> | undefined;
  process.once('SIGINT', () => {
    interrupted = stopStack(TEST_STATE_DIRECTORY).then(() => process.exit(INTERRUPTED));
  });
  try {
    await saveStack(TEST_STATE_DIRECTORY, { ...stack, buildFolders: buildFolders(false) });
    await deployAll(stack.connection, machine, (line) => {
      if (DEPLOYED.test(line)) tell(line.trim());
    });
  } catch (error) {
    await interrupted;
    await stopStack(TEST_STATE_DIRECTORY);
    throw error;
  }
  process.env[CONNECTION_VARIABLE] = JSON.stringify(stack.connection);
}
