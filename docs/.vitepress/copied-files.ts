import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of Vite: what is used of it. */
interface Output {
  readonly emitFile: (file: { type: 'asset'; fileName: string; source: string }) => string;
}

interface Response {
  readonly setHeader: (name: string, value: string) => void;
  readonly end: (body: string) => void;
}

type Handle = (request: { readonly url?: string }, response: Response, next: () => void) => void;

interface DevServer {
  readonly middlewares: { readonly use: (handle: Handle) => void };
}

/**
 * A plugin of Vite by which the site has copies of files of the project, when it is built and when it is served from its sources.
 * @param files of each place in the site the file, below the project's folder. Pages that are read later may add some.
 */
export function copyFiles(root: string, files: ReadonlyMap<string, string>) {
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  return {
    name: 'copied-files',
    generateBundle(this: Output): void {
      for (const [fileName, file] of files) this.emitFile({ type: 'asset', fileName, source: read(file) });
    },
    configureServer({ middlewares }: DevServer): void {
      middlewares.use(({ url = '' }, response, next) => {
        const [, file] = [...files].find(([place]) => url.endsWith(`/${place}`)) ?? [];
        if (file === undefined) return next();
        response.setHeader('content-type', 'text/plain; charset=utf-8');
        response.end(read(file));
      });
    },
  };
}
