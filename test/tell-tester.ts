import { writeSync } from 'node:fs';

/** Says at once, past jest, what a test waits for: an installation, a build. */
export function tellTester(line: string): void {
  writeSync(2, `${line}\n`);
}
