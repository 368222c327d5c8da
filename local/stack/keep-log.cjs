/**
 * Loaded into every function of the local AWS before its handler (NODE_OPTIONS): what a function prints is kept in a
 * file too. ministack waits a few milliseconds for the lines of an invocation; on a busy machine the last ones are
 * left for the next invocation, or lost, and the ledger would miss them.
 */
const { appendFileSync } = require('node:fs');
const { join } = require('node:path');

const { BAIKONUR_FUNCTION_LOGS: directory, AWS_LAMBDA_FUNCTION_NAME: name } = process.env;
const write = process.stderr.write.bind(process.stderr);

// The runtime sends both outputs through standard error; the handler's answer goes through standard output.
if (directory && name) {
  process.stderr.write = (chunk, ...rest) => {
    appendFileSync(join(directory, `${name}.log`), chunk);
    return write(chunk, ...rest);
  };
}
