/*
 * How the search reads texts and questions. The browser runs these functions too: they must not use anything outside of them.
 */

/** Words of a text, also of Japanese, which has no spaces. The browser runs it too: it must not use anything outside of it. */
export function searchWords(text: string): string[] {
  const parts = text.split(/[\n\r\p{Z}\p{P}]+/u).filter((part) => part !== '');
  const segmenter = new Intl.Segmenter('ja', { granularity: 'word' });
  return parts.flatMap((part) =>
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(part)
      ? [...segmenter.segment(part)].map(({ segment }) => segment)
      : [part],
  );
}

/** A word as the search compares it; `null` for words that are in every question, such as those of "what does held mean". */
export function searchTerm(word: string): string | null {
  const english =
    /^(?:an?|and|are|as|at|be|but|by|can|could|d|did|do|does|for|from|had|has|have|how|i|if|in|into|is|it|its|ll|me|mean|meaning|means|my|of|on|or|our|re|s|should|so|t|than|that|the|their|them|then|there|these|they|this|those|to|ve|was|we|were|what|when|where|which|while|who|whose|why|will|with|would|you|your)$/;
  const japanese =
    /^(?:の|は|を|が|に|へ|で|と|も|や|か|ね|から|まで|より|とは|って|です|ます|ました|だ|だった|する|します|した|して|し|た|て|な|ない|いる|います|ある|あります|れる|られる|何|なに|どう|どの|どこ|いつ|なぜ|これ|それ|この|その|こと|もの|とき|ため|よう|意味)$/;
  const term = word.toLowerCase();
  return english.test(term) || japanese.test(term) ? null : term;
}
