import type { OperatedStage } from '../../cli/baikonur/operator/operate.ts';
import { startWatch } from '../../cli/baikonur/watch/start-watch.ts';
import type { Topology } from '../../shared/deploy/topology/topology.ts';
import { errorText } from '../../shared/errors/error-text.ts';
import type { Shell } from '../shell.ts';
import { type Connection, connectionEnv } from '../stack/connection.ts';

/** The page of the local stage, as long as `npm start` runs. */
export interface ServedPage {
  readonly close: () => Promise<void>;
}

/**
 * Serves the page of `baikonur watch` and tells its address. Until it is opened, it costs a port and nothing else:
 * what it needs is loaded at the first request. A page that cannot be served is reported, and ends nothing.
 */
export async function servePage(
  { tell }: Shell,
  topology: Topology,
  connection: Connection,
): Promise<ServedPage | undefined> {
  let opened: OperatedStage | undefined;
  try {
    const watch = await startWatch(0, async () => {
      const { openStage } = await import('../../cli/baikonur/operator/operate.ts');
      opened = await openStage(topology, connectionEnv(connection));
      return { operated: opened, functionLogs: connection.functionLogs };
    });
    tell(`the pipeline as a page: ${watch.address}`);
    return {
      close: async () => {
        await watch.close('npm start was ended');
        opened?.clients.close();
      },
    };
  } catch (error) {
    tell(`there is no page: ${errorText(error)}`);
    return undefined;
  }
}
