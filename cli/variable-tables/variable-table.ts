import type { ServiceManifest } from '../../shared/deploy/manifest.ts';
import { COMMON_VARIABLES } from '../../shared/settings/common-settings.ts';
import type { Declaration } from '../../shared/settings/env-reader.ts';
import type { Variable } from '../../shared/settings/variable.ts';

const HEAD = ['variable', 'default', 'allowed', 'meaning'];
/** The part of a page between two comments; the first names whose variables it has. */
const PART = /(<!-- variables of ([a-z0-9 -]+): npm run docs:variables -->\n)[\s\S]*?(<!-- end of variables -->)/g;
const EVERY_STREAM_SERVICE = 'every stream service';

/** The pages with tables of variables, from the project's folder. */
export function variablePages(services: readonly ServiceManifest[]): readonly string[] {
  return ['docs/configuration.md', ...services.map(({ name }) => `services/${name}/README.md`)];
}

/**
 * A page with its tables of variables written anew.
 * @throws {RangeError} where a comment names no service.
 */
export function writeTables(page: string, services: readonly ServiceManifest[]): string {
  return page.replace(
    PART,
    (_, begin: string, name: string, end: string) => `${begin}\n${tableOf(name, services)}\n${end}`,
  );
}

function tableOf(name: string, services: readonly ServiceManifest[]): string {
  if (name === EVERY_STREAM_SERVICE) return table(Object.entries(COMMON_VARIABLES).map(row));
  const service = services.find((one) => one.name === name);
  if (service === undefined) throw new RangeError(`no service ${JSON.stringify(name)} has variables`);
  return table(ownVariables(service).map(row));
}

/** The variables of a service but for those that are exactly as in every stream service. */
function ownVariables(service: ServiceManifest): readonly (readonly [string, Variable<unknown>])[] {
  const common: Declaration = COMMON_VARIABLES;
  const inherited = service.trigger === 'schedule' ? service.inherited.variables : [];
  return Object.entries(service.variables)
    .filter(([name, variable]) => common[name] !== variable)
    .map(([name, variable]) => {
      if (!inherited.includes(name)) return [name, variable];
      const unset = variable.unset === 'required' ? 'es-sink’s' : `es-sink’s, else ${variable.unset}`;
      return [name, { ...variable, unset }];
    });
}

function row([name, { unset, source, allowed, meaning }]: readonly [string, Variable<unknown>]): readonly string[] {
  const fallback = source === undefined ? code(unset) : `from ${cellText(source)}`;
  return [`\`${name}\``, fallback, cellText(allowed), cellText(meaning)];
}

/** Values are one word; `none` and `required` mean no value, and what belongs to another service is none. */
function code(unset: string): string {
  return /^(none|required)$|[\s’]/.test(unset) ? cellText(unset) : `\`${unset}\``;
}

/** Text of a cell: what Markdown would take for its own is escaped, names of variables are code. */
function cellText(text: string): string {
  return text.replace(/[|<*]/g, '\\$&').replace(/\b[A-Z][A-Z0-9]*(_[A-Z0-9]+)+(?:=\w+)?\b/g, '`$&`');
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = HEAD.map((head, column) => Math.max(head.length, ...rows.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  return [HEAD, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('');
}
