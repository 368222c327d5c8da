import type { Completions, ValueWords } from './completion-words.ts';

/** A line for each command, option and list of values, with the condition under which it is offered. */
export function fishScript(name: string, { words, listed, valued }: Completions): string {
  const lines = [...words].flatMap(([path, list]) => {
    const isThere = conditionOf(path);
    const commands = list.filter((word) => !word.startsWith('--'));
    const more = listed.get(path);
    return [
      ...commands.map((word) => `complete -c ${name} -f -n '${isThere}' -a ${word}`),
      ...(more === undefined ? [] : [`complete -c ${name} -n '${isThere}' -a '${valuesText(name, more)}'`]),
      ...list.filter((word) => word.startsWith('--')).map((word) => optionLine(path, word)),
    ];
  });
  return `${lines.join('\n')}\n`;

  function optionLine(path: string, long: string): string {
    const option = valued.find((one) => one.path === path && one.names.includes(long));
    const line = `complete -c ${name} -n '${conditionOf(path)}' -l ${long.slice(2)}`;
    if (option === undefined) return line;
    return option.values === undefined ? `${line} -r` : `${line} -x -a '${valuesText(name, option.values)}'`;
  }
}

function conditionOf(path: string): string {
  const seen = path.split(' ').filter((word) => word !== '');
  return seen.length === 0
    ? '__fish_use_subcommand'
    : seen.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
}

function valuesText(name: string, values: ValueWords): string {
  return 'choices' in values ? values.choices.join(' ') : `(${name} completion --values ${values.list} 2>/dev/null)`;
}
