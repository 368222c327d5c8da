const JSON_TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+/g;

/**
 * Counts the keys in the text of a JSON object. JSON.parse silently keeps the last of a key given twice. The text must be JSON; deeper objects do not count.
 */
export function countKeys(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  let depth = 0;
  let last = '';
  for (const [part] of text.matchAll(JSON_TOKEN)) {
    if (part === '{' || part === '[') depth += 1;
    if (part === '}' || part === ']') depth -= 1;
    if (part === ':' && depth === 1) {
      const key = String(JSON.parse(last));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    last = part;
  }
  return counts;
}
