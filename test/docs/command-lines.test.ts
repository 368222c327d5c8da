import { runCommand } from '../../cli/baikonur/testing/run-command.ts';
import { markdownFiles } from './project.ts';

const LINE = /\.\/baikonur ((?:(?:es|task) )?[a-z][\w-]*)((?:[^\n`|]|\\\|)*)/g;
const OPTION = /(?<=\s)--[a-z][\w-]*/g;
const helps = new Map<string, Promise<ReadonlySet<string>>>();

/** The options of a command; none where there is no such command. */
function optionsOf(command: string): Promise<ReadonlySet<string>> {
  const known = helps.get(command) ?? readHelp(command);
  helps.set(command, known);
  return known;
}

async function readHelp(command: string): Promise<ReadonlySet<string>> {
  const { code, out } = await runCommand([...command.split(' '), '--help']);
  return new Set(code === 0 ? [...out.matchAll(/(?<=^ {2}(?:-\w, )?)--[\w-]+/gm)].map(([name]) => name) : []);
}

async function unknownOptions(text: string): Promise<readonly string[]> {
  const lines = [...text.matchAll(LINE)].map(([, command = '', rest = '']) => ({ command, rest }));
  const unknown = lines.map(async ({ command, rest }) => {
    const options = await optionsOf(command);
    return (rest.match(OPTION) ?? []).filter((option) => !options.has(option)).map((option) => `${command} ${option}`);
  });
  return (await Promise.all(unknown)).flat();
}

const pages = markdownFiles().filter(([path, text]) => path.startsWith('docs/') && text.includes('./baikonur '));

it.each(pages)('%s: every option of a command exists', async (_page, text) => {
  expect(await unknownOptions(text)).toEqual([]);
});

it('an option that does not exist is found', async () => {
  expect(pages.length).toBeGreaterThan(20);
  expect(await unknownOptions('`./baikonur plan --rate 1MB/s --rat 5`\n./baikonur es install-template --x')).toEqual([
    'plan --rat',
    'es install-template --x',
  ]);
});
