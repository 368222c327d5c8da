/** A file of the page, as it is sent. */
export interface PageFile {
  /** Relative to the page's address: `page.js`; the page itself is `index.html`. */
  readonly name: string;
  readonly contentType: string;
  readonly body: Uint8Array;
}
