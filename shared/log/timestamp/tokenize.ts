import { asciiDigit, type CharClass, charClassOf } from './char-class.ts';

/** A run of letters or digits, while it is being read. */
interface Run {
  text: string;
  /** Class of the last letter or digit; it may change only behind a dot. */
  kind: CharClass;
  /** A dot, or a comma behind two digits, has joined the run. */
  joined: boolean;
  dots: number;
  /** The last character is a dot. Kept, for asking the growing text would flatten it again and again. */
  afterDot: boolean;
  hasLetters: boolean;
}

/**
 * Cuts a time text into tokens: numbers (digits of any script, written in ASCII), words, single other characters;
 * white space of any kind is the token `' '`, NUL does not exist. Linear in the length of the text.
 */
export function tokenize(text: string): string[] {
  const tokens: string[] = [];
  let run: Run | undefined;
  for (const char of text) {
    if (char === '\0') continue;
    const kind = charClassOf(char);
    if (run !== undefined) {
      if (run.kind === 'letter') run.hasLetters = true;
      if (extend(run, char, kind)) continue;
      pushRun(run, tokens);
      run = undefined;
    }
    if (isWordlike(kind)) run = startRun(kind === 'digit' ? asciiDigit(char) : char, kind);
    else tokens.push(kind === 'space' ? ' ' : char);
  }
  if (run !== undefined) pushRun(run, tokens);
  return tokens;
}

/** Whether the character belongs to the run; if so the run has taken it. */
function extend(run: Run, char: string, kind: CharClass): boolean {
  if (char === '.') {
    run.joined = true;
    run.dots += 1;
  } else if (char === ',' && !run.joined && run.kind === 'digit' && run.text.length > 1) {
    run.joined = true;
  } else if (isWordlike(kind) && (kind === run.kind || run.afterDot)) {
    run.kind = kind;
  } else return false;
  run.afterDot = char === '.';
  run.text += kind === 'digit' ? asciiDigit(char) : char;
  return true;
}

function isWordlike(kind: CharClass): boolean {
  return kind === 'letter' || kind === 'digit';
}

/**
 * A decimal number stays whole (its comma becomes a dot); any other run with dots or commas falls apart there.
 * At the very end of the text a lone letter behind `1.` does not break the number up: dateutil notices letters
 * one character late.
 */
function pushRun(run: Run, tokens: string[]): void {
  const last = run.text.at(-1);
  if (run.joined && (run.hasLetters || run.dots > 1 || last === '.' || last === ',')) {
    for (const part of run.text.split(/([.,])/)) if (part !== '') tokens.push(part);
  } else tokens.push(run.joined && run.dots === 0 ? run.text.replace(',', '.') : run.text);
}

function startRun(text: string, kind: CharClass): Run {
  return {
    text,
    kind,
    joined: false,
    dots: 0,
    afterDot: false,
    hasLetters: kind === 'letter',
  };
}
