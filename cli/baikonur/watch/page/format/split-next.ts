/** The next step, as `status` says it: a command, a page, or a command with a page in brackets behind it. */
export function splitNext(next: string): readonly [command: string | undefined, page: string | undefined] {
  const [, command, page] = /^(.+) \((docs\/[^\s()]+)\)$/s.exec(next) ?? [];
  if (command !== undefined) return [command, page];
  return /^docs\/\S+$/.test(next) ? [undefined, next] : [next, undefined];
}
