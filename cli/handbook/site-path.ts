/** Pages of the project that are in the handbook beside `docs/`. */
const OTHERS = /^(services\/[^/]+\/README|config\/README|library\/README|CHANGELOG|CONTRIBUTING|SECURITY)\.md$/;

/** Whether a file of the project is a page of the handbook. @param source below the project's folder. */
export function isPage(source: string): boolean {
  return (source.startsWith('docs/') && source.endsWith('.md')) || OTHERS.test(source);
}

/**
 * The place of a page in the handbook: `docs/cli/send.md` → `cli/send.md`, `services/router/README.md` →
 * `services/router/index.md`.
 */
export function sitePath(source: string): string {
  return source
    .replace(/^docs\//, '')
    .replace(/^SECURITY\.md$/, 'security-policy.md')
    .replace(/(^|\/)README\.md$/, '$1index.md')
    .toLowerCase();
}
