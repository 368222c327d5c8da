import './global-setup.ts';

export default tearDown;

/** Ends what the test files shared. */
async function tearDown(): Promise<void> {
  await globalThis.sharedMoto?.stop();
}
