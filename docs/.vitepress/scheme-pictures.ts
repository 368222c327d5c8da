import type { MarkdownState } from './markdown-it.ts';

const PICTURE =
  /<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)">\s*<img src="([^"]+)" alt="([^"]*)">\s*<\/picture>/g;

/** Pictures in two colour schemes follow the switch of the site, and not the browser alone. */
export function splitPictures({ tokens }: MarkdownState): void {
  for (const token of tokens) {
    if (token.type !== 'html_block') continue;
    token.content = token.content.replace(
      PICTURE,
      (_, dark: string, light: string, text: string) =>
        `<p><img class="light-only" src="${fileOf(light)}" alt="${text}"><img class="dark-only" src="${fileOf(dark)}" alt="${text}"></p>`,
    );
  }
}

/** The generator takes a path without a dot for a package. */
function fileOf(path: string): string {
  return path.startsWith('.') ? path : `./${path}`;
}
