import { join } from 'node:path';
import { createLocalClients, type LocalClients } from '../../local/stack/aws-clients.ts';
import type { Connection } from '../../local/stack/connection.ts';
import { ROOT } from '../../local/stack/paths.ts';

/** The folder of a run that `npm test` made; it is removed with all that is in it. */
export const RUN_FOLDER_VARIABLE = 'BAIKONUR_TEST_FOLDER';

/** Where the tests' own local AWS is written down, apart from the one of `npm run local`. */
export const TEST_STATE_DIRECTORY = process.env[RUN_FOLDER_VARIABLE]
  ? join(process.env[RUN_FOLDER_VARIABLE], 'stack')
  : join(ROOT, '.local', 'test');

/** Carries the connection from the global set-up to the tests. */
export const CONNECTION_VARIABLE = 'BAIKONUR_TEST_CONNECTION';

/** Clients for the local AWS that the global set-up started and deployed to. */
export function connectStack(): { connection: Connection; clients: LocalClients; stop: () => void } {
  const given = process.env[CONNECTION_VARIABLE];
  if (given === undefined) throw new Error(`${CONNECTION_VARIABLE} is not set: was the global set-up left out?`);
  const connection: Connection = JSON.parse(given);
  const clients = createLocalClients(connection);
  return { connection, clients, stop: clients.close };
}
