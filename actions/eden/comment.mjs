// @ts-check
/** The one comment of a pull request that is kept up to date. */

const TITLES = {
  deploying: '⏳ Preview: is being deployed',
  ready: '✅ Preview: ready',
  failed: '❌ Preview: failed',
  cancelled: '⏹️ Preview: cancelled',
  removed: '🗑️ Preview: removed',
};

/** @typedef {keyof typeof TITLES} State */

/**
 * The body of the comment. Its first line, which no one sees, has the environment and the run that wrote it.
 * @param {{ state: State, profile: string, name: string, run: number, logUrl: string, keep: string,
 *   url?: string | undefined, image?: string | undefined, expires?: string | undefined, reason?: string | undefined }} of
 */
export function commentBody(of) {
  const rows = [
    ...(of.url === undefined ? [] : [['URL', `<${of.url.replace(/[<>\s]/g, '')}>`]]),
    ['Environment', `${code(of.name)}, profile ${code(of.profile)}`],
    ...(of.image === undefined ? [] : [['Image', code(of.image)]]),
    ...(of.state === 'ready' ? [['Expires', of.expires ?? 'never']] : []),
    ['Log', `[run ${of.run}](${of.logUrl})`],
    ...(of.state === 'ready'
      ? [
          ['Keep it', of.keep],
          ['Its log', code(`eden logs ${of.name} -p ${of.profile} -f`)],
        ]
      : []),
  ];
  const table = ['| | |', '|---|---|', ...rows.map(([what, text]) => `| ${what} | ${text} |`)].join('\n');
  const reason = of.reason === undefined ? '' : `\n\n${fenced(of.reason)}`;
  return `${markerOf(of.profile, of.name)} run=${of.run} -->\n### ${TITLES[of.state]}\n\n${table}${reason}\n`;
}

/**
 * The run that wrote a comment about this environment; undefined for another comment.
 * @param {string | null | undefined} body @param {string} profile @param {string} name
 */
export function runOfComment(body, profile, name) {
  const marker = markerOf(profile, name);
  if (typeof body !== 'string' || !body.startsWith(marker)) return undefined;
  const run = /^ run=(\d+) -->/.exec(body.slice(marker.length))?.[1];
  return run === undefined ? undefined : Number(run);
}

/** @param {string} profile @param {string} name */
function markerOf(profile, name) {
  // "--" would end the comment of HTML.
  return `<!-- eden ${encodeURIComponent(profile)}/${encodeURIComponent(name).replaceAll('-', '%2D')}`;
}

/** @param {string} text */
function code(text) {
  return `\`${text.replace(/[`\r\n|]/g, ' ')}\``;
}

/** @param {string} text */
function fenced(text) {
  return `\`\`\`\n${text.replaceAll('```', "'''").slice(0, 2_000)}\n\`\`\``;
}
