import { spawn } from 'node:child_process';

/** Programs that open an address in the person's browser. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  linux: ['xdg-open'],
};

/** Opens an address in the browser, where there is one. The address was printed: that it did not open is no fault. */
export function openInBrowser(address: string, platform = process.platform): void {
  const [program, ...args] = OPENERS[platform] ?? [];
  if (program === undefined) return;
  const child = spawn(program, [...args, address], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
