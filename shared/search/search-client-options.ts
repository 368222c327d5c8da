import type { SearchService } from './search-settings.ts';

/** Credentials as the SDK resolves them. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** Absent: they do not expire. */
  readonly expiration?: Date | undefined;
}

/** Authentication of a request. */
export type SearchAuth =
  | { readonly type: 'none' }
  | { readonly type: 'basic'; readonly username: string; readonly password: string }
  | {
      readonly type: 'sigv4';
      /** Default `es`. */
      readonly service?: SearchService;
      readonly region: string;
      readonly getCredentials: () => Promise<AwsCredentials>;
    };

/** Options of `createSearchClient`. */
export interface SearchClientOptions {
  /** `http(s)://host[:port][/path]`. */
  readonly url: string;
  readonly auth: SearchAuth;
  /** PEM certificates to trust instead of the public ones; absent: the public ones. */
  readonly ca?: string | undefined;
  /** From the start of a request to the last byte of its answer. */
  readonly timeoutMs: number;
}
