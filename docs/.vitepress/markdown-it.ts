/** A token of markdown-it: what the rules of the handbook use of it. */
export interface Token {
  type: string;
  /** Of a block of code: its language. */
  readonly info?: string;
  content: string;
  children: Token[] | null;
  readonly attrGet: (name: string) => string | null;
  readonly attrSet: (name: string, value: string) => void;
}

export interface MarkdownState {
  readonly tokens: Token[];
  readonly env: { readonly path?: string };
  readonly Token: new (type: string, tag: string, nesting: number) => Token;
}

type MarkdownRule = (state: MarkdownState) => void;

type RenderRule = (...args: readonly unknown[]) => string;

interface Ruler {
  readonly push: (name: string, rule: MarkdownRule) => void;
  readonly disable: (name: string) => void;
}

export interface MarkdownIt {
  readonly renderer: { readonly rules: Record<string, RenderRule | undefined> };
  readonly core: { readonly ruler: Ruler };
}

/** Vue would take `{{host}}` for an expression of its own. */
export function keepBraces(markdown: MarkdownIt, name: string): void {
  const { rules } = markdown.renderer;
  const render = rules[name];
  if (render !== undefined) rules[name] = (...args) => render(...args).replaceAll('{{', '&#123;&#123;');
}

/** The longest option that is not broken at a hyphen, characters. */
const LONGEST_OPTION = 28;
/** A code of one word and at most 18 characters, such as `method_not_allowed`. */
const SHORT_CODE = /^<code[^>]*>[^\s<]{1,18}<\/code>$/;
/** Where a longer one may be broken: `LOG_|TIMESTAMP_|FIELD`, `fan|Out`, `a/|b`, `?a|&b`, and not `./a`. */
const PARTS = /(?<=[\w;)}\]*…][_/.:=?,])(?=[\w{[]|&lt;)|(?<=[a-z])(?=[A-Z])|(?=&amp;)/g;

/** A line does not end within `--stage` or a short code, and within a longer one only between its parts. */
export function keepCodes(markdown: MarkdownIt): void {
  const { rules } = markdown.renderer;
  const render = rules['code_inline'];
  if (render === undefined) return;
  rules['code_inline'] = (...args) => {
    const code = render(...args);
    if (SHORT_CODE.test(code)) return code.replace('<code', '<code class="short"');
    const [, open = '', text = ''] = /^(<code[^>]*>)([\s\S]*)<\/code>$/.exec(code) ?? [];
    return `${open}${keepOptions(text.replace(PARTS, '<wbr>'))}</code>`;
  };
}

function keepOptions(text: string): string {
  return text.replace(/(?<=^|[\s>])(?:--?\w[\w-]*|--(?=\s))/g, (option) =>
    option.length > LONGEST_OPTION ? option : `<span class="option">${option}</span>`,
  );
}

/** The token is not drawn. */
export function leaveOut(token: Token): void {
  token.type = 'text';
  token.content = '';
}
