/** Options of the process of the FluentServer, as JSON in its one argument. */
export interface FluentServerProcessOptions {
  /** 0: a free one. */
  readonly port: number;
  /** Events are appended here, one a line. */
  readonly file: string;
  readonly security?: {
    readonly sharedKey: string;
    /** User to password; absent: no user is asked for. */
    readonly users?: Readonly<Record<string, string>>;
  };
  /** PEM. */
  readonly tls?: { readonly cert: string; readonly key: string };
}
