/**
 * Loaded into every function of the local AWS before its handler (NODE_OPTIONS): what a function prints is kept in a
 * file too. ministack waits a few milliseconds for the lines of an invocation; on a busy machine the last ones are
 * left for the next invocation, or lost, and the ledger would miss them.
 * Beside it is the CPU time of the process so far, in microseconds, as of its last line: `npm run bench -- --line`.
 */
const { appendFileSync, openSync, writeSync } = require('node:fs');
const { join } = require('node:path');

const { BAIKONUR_FUNCTION_LOGS: directory, AWS_LAMBDA_FUNCTION_NAME: name } = process.env;
const write = process.stderr.write.bind(process.stderr);

// The runtime sends both outputs through standard error; the handler's answer goes through standard output.
if (directory && name) {
  const cpuFile = openSync(join(directory, `${name}.${process.pid}.cpu`), 'w');
  process.stderr.write = (chunk, ...rest) => {
    appendFileSync(join(directory, `${name}.log`), chunk);
    const { user, system } = process.cpuUsage();
    // Always of the same length, in one call: a reader never sees a part.
    writeSync(cpuFile, String(user + system).padStart(15), 0);
    return write(chunk, ...rest);
  };
}
