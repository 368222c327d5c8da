/** One receiver. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** @see https://docs.fluentd.org/input/forward */
const DEFAULT_PORT = 24224;

const ENDPOINT = /^(?:\[(?<ipv6>[0-9A-Fa-f:.]+)\]|(?<host>[^\s:[\]/@]+))(?::(?<port>\d{1,5}))?$/;

/** Until when (epoch milliseconds) each endpoint is tried last after a failure, in the order of the list. Pure state. */
export type RestingUntil = readonly number[];

/** Reads `host`, `host:port`, `[ipv6]` or `[ipv6]:port`; `undefined` for anything else. The port defaults to 24224. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const groups = ENDPOINT.exec(text)?.groups;
  const host = groups?.['ipv6'] ?? groups?.['host'];
  const port = Number(groups?.['port'] ?? DEFAULT_PORT);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}

/** An endpoint as error messages name it. */
export function describeEndpoint({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

export function noneResting(endpoints: readonly Endpoint[]): RestingUntil {
  return endpoints.map(() => 0);
}

/** Indexes of the endpoints in the order to try: first as listed, then those that failed recently, the longest rest first. */
export function orderToTry(resting: RestingUntil, nowMs: number): readonly number[] {
  const remainingMs = (index: number): number => Math.max((resting[index] ?? 0) - nowMs, 0);
  return resting.map((_, index) => index).toSorted((one, other) => remainingMs(one) - remainingMs(other));
}

/** The endpoint at `index` failed. */
export function rest(resting: RestingUntil, index: number, untilMs: number): RestingUntil {
  return resting.with(index, untilMs);
}
