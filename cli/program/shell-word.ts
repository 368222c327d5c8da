/** Characters that no shell gives a meaning. zsh replaces a word that begins with `=` by the path of a program. */
const PLAIN = /^(?!=)[\w@%+=:,./-]+$/;

/** A text as one word of a command line that a person copies: whoever chose the text must not choose what the shell does. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
