import { ROOT } from '../../local/stack/paths.ts';
import { type SharedMoto, shareMoto } from '../eden/shared-moto/shared-moto.ts';

export default setUp;

/** From the set-up to the teardown, which jest runs in the same process. */
declare global {
  var sharedMoto: SharedMoto | undefined;
}

/** Nothing is started until a test file asks for it. */
async function setUp(): Promise<void> {
  globalThis.sharedMoto = await shareMoto(ROOT);
}
