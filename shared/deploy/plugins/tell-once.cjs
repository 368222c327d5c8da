/**
 * `sls` at the project's root runs a process for each service, side by side, and each of them finds the same problems in
 * config/. The first one tells them.
 */
const { mkdirSync, readdirSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const MARK = 'config-problems.';

/**
 * Whether this process is to tell what all processes of a run find: the first one of the run, or the only one.
 * @param env of the process; `SLS_COMPOSE` is set where it is one of several.
 * @param folder for the mark of the run, which the next run removes.
 * @param runId is the same in all processes of a run, and in no other: the id of their parent.
 */
module.exports.isFirstToTell = (env, folder, runId) => {
  if (env.SLS_COMPOSE === undefined) return true;
  try {
    mkdirSync(folder, { recursive: true });
    const own = `${MARK}${runId}`;
    for (const name of readdirSync(folder)) {
      if (name.startsWith(MARK) && name !== own) rmSync(join(folder, name), { force: true });
    }
    writeFileSync(join(folder, own), '', { flag: 'wx' });
    return true;
  } catch (error) {
    // Where no mark can be made, each process tells.
    return error.code !== 'EEXIST';
  }
};
