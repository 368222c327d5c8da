import type { WatchEvents } from '../view.ts';

/** Receives an event, with its data as JSON already: pages share the text. */
export type TellPage = (event: keyof WatchEvents, json: string) => void;

/** Follows the stage for one page, until the function that it returns is called. */
export type Follow = (tell: TellPage) => () => void;
