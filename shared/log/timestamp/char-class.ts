/** The classes of characters in the grammar: a letter of the alphabet, a digit, white space, and every other character, a token of its own. */
export type CharClass = 'letter' | 'digit' | 'space' | 'other';

/**
 * Takes the place of a character in a token that Python's `str.isdigit` takes for a digit but `int` refuses
 * (superscripts, circled digits): the token stays one token, and is no number.
 */
const ODD_DIGIT = '\u00b2';

const ODD_DIGITS =
  /[\u00b2\u00b3\u00b9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\u{10a40}-\u{10a43}\u{10e60}-\u{10e68}\u{11052}-\u{1105a}\u{1f100}-\u{1f10a}]/u;
const FIRST_NON_ASCII = 0x80;
const DECIMAL_DIGIT = /\p{Nd}/u;
const LETTER = /\p{L}/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python counts the ASCII separators as white space.
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** The classes of ASCII that were asked for: a time of ISO asks for none. */
const ASCII: CharClass[] = [];

/** Bounded by the number of digits in Unicode, some eight hundred. */
const digits = new Map<string, string>();

/** Class of one character (a whole code point), as Python's `isalpha`, `isdigit` and `isspace` see it. */
export function charClassOf(char: string): CharClass {
  const code = char.codePointAt(0) ?? 0;
  if (code >= FIRST_NON_ASCII) return classify(char);
  ASCII[code] ??= classify(char);
  return ASCII[code];
}

function classify(char: string): CharClass {
  if (LETTER.test(char)) return 'letter';
  if (DECIMAL_DIGIT.test(char) || ODD_DIGITS.test(char)) return 'digit';
  return SPACE.test(char) ? 'space' : 'other';
}

/** The ASCII digit of the same value for a decimal digit of any script; {@link ODD_DIGIT} for the odd ones. */
export function asciiDigit(char: string): string {
  if (char >= '0' && char <= '9') return char;
  const digit = digits.get(char) ?? findDigit(char);
  digits.set(char, digit);
  return digit;
}

/** Unicode keeps decimal digits in runs of ten, ascending from zero; a few such runs are neighbours. */
function findDigit(char: string): string {
  if (!DECIMAL_DIGIT.test(char)) return ODD_DIGIT;
  const code = char.codePointAt(0) ?? 0;
  let start = code;
  while (DECIMAL_DIGIT.test(String.fromCodePoint(start - 1))) start -= 1;
  return String((code - start) % 10);
}
