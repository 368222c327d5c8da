const WRAPPER = /^.*Returned JS function errored with: /;
const NOISE = /^(Environment:|Docs:|Deploying |Packaging |× |✔ |\s+at .*:\d+:\d+\)?$|\s*$)/;
const MAX_LINES = 20;

/** The reason in what a failed `sls` printed, without its banner and the wrappers around errors in `config/`. */
export function explainSls(output: string): string {
  if (/ENOSPC|No space left on device/.test(output)) return 'the disk is full';
  const lines = output.replaceAll('\r', '').split('\n');
  const error = lines.findIndex((line) => line.startsWith('Error:'));
  const reason = lines
    .slice(error + 1)
    // `sls` writes its banner to the other output, which may end up at the end of the same line.
    .map((line) => line.replace(/Environment: .*$/, ''))
    .filter((line) => !NOISE.test(line));
  const config = reason.findIndex((line) => WRAPPER.test(line));
  const wanted = config === -1 ? reason : reason.slice(config).map((line) => line.replace(WRAPPER, ''));
  return wanted.slice(0, MAX_LINES).join('\n') || `sls printed:\n${lines.slice(-MAX_LINES).join('\n')}`;
}
