import { delimiter, join } from 'node:path';
import { type Connection, connectionEnv } from './connection.ts';
import { NODE_DIRECTORY, ROOT } from './paths.ts';

/** Variables that commands may inherit: none that names an account, a profile or an endpoint. */
const INHERITED = ['HOME', 'USER', 'LANG', 'TMPDIR', 'TERM', 'SHELL', 'NODE_COMPILE_CACHE'];

/**
 * The environment of every command that works on the local AWS (`sls`, the runner): its endpoint and credentials, and
 * neither a variable nor a file of the machine's that could name a real account.
 */
export function childEnv(
  connection: Connection,
  machine: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return {
    ...Object.fromEntries(INHERITED.flatMap((name) => (machine[name] === undefined ? [] : [[name, machine[name]]]))),
    PATH: [NODE_DIRECTORY, join(ROOT, 'node_modules', '.bin'), machine['PATH'] ?? ''].join(delimiter),
    ...connectionEnv(connection),
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
