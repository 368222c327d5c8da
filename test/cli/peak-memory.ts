/**
 * A module for `--import`: a program says at its end on standard error how much memory it ever had, in KiB. Linux keeps it by
 * program (`VmHWM`); `maxRSS` begins with the memory of the parent that started it.
 */
export const PEAK_REPORT = `data:text/javascript,${encodeURIComponent(`
  import { readFileSync } from 'node:fs';
  process.on('exit', () => {
    let kib = process.resourceUsage().maxRSS;
    try { kib = /VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]; } catch {}
    process.stderr.write(String(kib));
  });
`)}`;
