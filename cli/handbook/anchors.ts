const FENCED = /^(```|~~~)[\s\S]*?^\1/gm;

/** The anchor of a heading, as GitHub makes it. The handbook uses the same. @param heading Markdown, or plain text. */
export function anchorOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/&lt;|&gt;|`/g, '')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** The anchors of all headings of a page. */
export function anchorsOf(page: string): readonly string[] {
  return [...page.replace(FENCED, '').matchAll(/^#{1,6} (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
}
