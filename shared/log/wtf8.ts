const LONE_SURROGATE = /[\ud800-\udfff]/gu;

/**
 * Any JavaScript string as bytes, without loss: UTF-8, and a lone surrogate (which UTF-8 cannot hold and which
 * `Buffer.from` turns into U+FFFD) as its three-byte generalisation, WTF-8. Two strings never share their bytes.
 * @see https://simonsapin.github.io/wtf-8/
 */
export function encodeWtf8(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text);
  const parts: Buffer[] = [];
  let from = 0;
  for (const { index } of text.matchAll(LONE_SURROGATE)) {
    parts.push(Buffer.from(text.slice(from, index)), surrogateBytes(text.charCodeAt(index)));
    from = index + 1;
  }
  parts.push(Buffer.from(text.slice(from)));
  return Buffer.concat(parts);
}

function surrogateBytes(code: number): Buffer {
  return Buffer.from([0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)]);
}
