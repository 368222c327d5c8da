import { spawn } from 'node:child_process';
import { platform } from 'node:os';

/** Programs that open a page, by platform; no shell reads the URL. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Opens a page in the browser. Where there is none (a server), nothing happens: the URL has been printed. */
export function openInBrowser(url: string): Promise<void> {
  const [program, ...args] = OPENERS[platform()] ?? ['xdg-open'];
  return new Promise((resolve) => {
    const child = spawn(program, [...args, url], { detached: true, stdio: 'ignore' });
    child.once('error', () => resolve());
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}
