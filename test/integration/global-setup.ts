import { deployAll } from '../../local/stack/deploy.ts';
import { startStack, stopStack } from '../../local/stack/up.ts';
import { CONNECTION_VARIABLE, TEST_STATE_DIRECTORY } from './stack.ts';

export default setUp;

/** Starts one local AWS for all integration tests and deploys every service to it. jest calls it once. */
async function setUp(): Promise<void> {
  // Never an endpoint of the caller's: tests bring their own.
  const { AWS_ENDPOINT_URL: _, ...machine } = process.env;
  const lines: string[] = [];
  const tell = (line: string): void => {
    lines.push(line);
  };
  await stopStack(TEST_STATE_DIRECTORY);
  const { connection } = await startStack({
    stateDirectory: TEST_STATE_DIRECTORY,
    region: 'us-east-1',
    machine,
    tell,
  });
  try {
    await deployAll(connection, machine, tell);
  } catch (error) {
    await stopStack(TEST_STATE_DIRECTORY);
    throw error;
  }
  process.env[CONNECTION_VARIABLE] = JSON.stringify(connection);
}
