/** Writes items after a head, separated by commas, in lines of at most `width` characters; further lines are indented. */
export function wrapItems(head: string, items: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = head;
  for (const [i, item] of items.entries()) {
    const piece = `${item}${i === items.length - 1 ? '' : ','}`;
    const isFirst = line === head || line.trim() === '';
    const longer = isFirst ? `${line}${piece}` : `${line} ${piece}`;
    if (longer.length <= width || isFirst) line = longer;
    else {
      lines.push(line);
      line = `${' '.repeat(head.length)}${piece}`;
    }
  }
  return [...lines, line];
}
