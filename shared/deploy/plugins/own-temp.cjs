/**
 * A plugin of the framework: its temporary files get a folder of their own, which is removed at the end. Without it
 * every bundle stays in the temporary folder: serverless-esbuild removes a folder as if it were a file.
 */
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

module.exports = class OwnTemp {
  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'baikonur-sls-'));
    process.env.TMPDIR = folder;
    const remove = () => rmSync(folder, { recursive: true, force: true });
    process.once('exit', remove);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.once(signal, () => {
        remove();
        process.kill(process.pid, signal);
      });
    }
  }
};
