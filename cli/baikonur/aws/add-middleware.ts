/** An SDK client of any service. */
export interface AnyClient {
  readonly middlewareStack: object;
}

type Handler = (args: { readonly input: object }) => Promise<unknown>;

/** A middleware of an SDK client. Its context has the names of client and command. */
export type Middleware = (next: Handler, context: Readonly<Record<string, unknown>>) => Handler;

/**
 * Where a middleware is called: `initialize` once for a call; the others for each of its tries, `deserialize` closest to
 * the answer. Of one step, `high` is called before `low`.
 */
interface Position {
  readonly step: 'initialize' | 'finalizeRequest' | 'deserialize';
  readonly priority?: 'high' | 'low';
  readonly name: string;
}

interface Stack {
  readonly add: (middleware: Middleware, position: Position) => void;
}

/** Adds a middleware to a client of any service. */
export function addMiddleware({ middlewareStack }: AnyClient, middleware: Middleware, position: Position): void {
  // The stacks differ in the types of their inputs alone, which no middleware here looks into.
  (middlewareStack as Stack).add(middleware, position);
}
