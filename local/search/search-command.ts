/** The hidden command that keeps a search engine: a part of its process's command line. */
export const SEARCH_COMMAND = 'run-search-engine';
