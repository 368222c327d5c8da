/** A part of the handbook: what its reader wants, and its pages in the order of reading. */
export interface Door {
  readonly title: string;
  /** Sources of the pages, below the project's folder. The first one introduces the door. */
  readonly pages: readonly string[];
}

/** All pages of the handbook but the decisions, each once. */
export const DOORS: readonly Door[] = [
  {
    title: 'Start',
    pages: ['docs/start.md', 'docs/first-hour.md', 'docs/local.md', 'docs/faq.md'],
  },
  {
    title: 'Do',
    pages: [
      'docs/do.md',
      'docs/at-3-am.md',
      'docs/deploy.md',
      'docs/upgrade.md',
      'docs/cut-over.md',
      'docs/senders.md',
      'docs/search.md',
      'docs/fluent.md',
      'docs/add-a-sink.md',
      'docs/library.md',
      'library/README.md',
      'docs/eden.md',
      'docs/eden-api.md',
    ],
  },
  {
    title: 'Understand',
    pages: [
      'docs/understand.md',
      'docs/architecture.md',
      'docs/failure-handling.md',
      'docs/reliability.md',
      'docs/performance.md',
      'docs/compare.md',
      'docs/security.md',
      'SECURITY.md',
    ],
  },
  {
    title: 'Look up',
    pages: [
      'docs/look-up.md',
      'docs/configuration.md',
      'config/README.md',
      'docs/schema.md',
      'docs/glossary.md',
      'CHANGELOG.md',
      'CONTRIBUTING.md',
    ],
  },
];

/** Folders whose pages are all in a door, by its title. */
export const FOLDERS: readonly (readonly [folder: string, door: string, title: string])[] = [
  ['docs/cli/', 'Look up', 'Commands'],
  ['docs/runbooks/', 'Look up', 'Runbooks'],
  ['services/', 'Look up', 'Services'],
  ['docs/knowledge/', 'Understand', 'Knowledge base'],
  ['docs/adr/', 'Understand', 'Decisions'],
];

/** Folder of the Japanese pages. A page that is not translated is not listed. */
export const JAPANESE_FOLDER = 'docs/ja/';

/** Titles of doors and folders in Japanese. */
export const JAPANESE_TITLES: Readonly<Record<string, string>> = {
  Start: 'はじめる',
  Do: '使う',
  Understand: '理解する',
  'Look up': '調べる',
  'Knowledge base': 'ナレッジベース',
};
