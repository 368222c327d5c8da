import { type Completions, commandPaths, type ValuedOption, type ValueWords } from './completion-words.ts';

/** As in bash; `--stage=dev` is one word here. */
export function zshScript(name: string, completions: Completions): string {
  const { words, listed, valued } = completions;
  const commands = [...words].map(([path, list]) => {
    const more = listed.get(path);
    return `    "${path}") compadd -- ${list.join(' ')}${more === undefined ? '' : ` ${valuesText(name, more)}`} ;;`;
  });
  return `#compdef ${name}
_${name}_values() { "\${words[1]}" completion --values "$1" 2>/dev/null }
_${name}_complete() {
  local path_words="" next word previous="\${words[CURRENT-1]}"
  for word in "\${(@)words[2,CURRENT-1]}"; do
    next="\${path_words:+$path_words }$word"
    case "$next" in ${commandPaths(completions)}) path_words="$next" ;; esac
  done
  if compset -P '--*='; then previous="\${IPREFIX%=}"; fi
  case "$path_words $previous" in
${valued.map((option) => `    ${patterns(option)}) ${valueReply(name, option)} return ;;`).join('\n')}
  esac
  case "$path_words" in
${commands.join('\n')}
  esac
  _files
}
compdef _${name}_complete ${name}
`;
}

function patterns({ path, names }: ValuedOption): string {
  return names.map((option) => `"${path} ${option}"`).join('|');
}

function valueReply(name: string, { values }: ValuedOption): string {
  return values === undefined ? '_files;' : `compadd -- ${valuesText(name, values)};`;
}

function valuesText(name: string, values: ValueWords): string {
  return 'choices' in values ? values.choices.join(' ') : `\${(f)"$(_${name}_values ${values.list})"}`;
}
