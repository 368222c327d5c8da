/** One receiver. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** @see https://docs.fluentd.org/input/forward */
const DEFAULT_PORT = 24224;

const ENDPOINT = /^(?:\[(?<ipv6>[0-9A-Fa-f:.]+)\]|(?<host>[^\s:[\]/@]+))(?::(?<port>\d{1,5}))?$/;

/** Until when (epoch milliseconds) each endpoint rests after a failure, by its place in the list. Pure state. */
export type RestingUntil = readonly number[];

/** Reads `host`, `host:port`, `[ipv6]` or `[ipv6]:port`; `undefined` for anything else. The port defaults to 24224. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const groups = ENDPOINT.exec(text)?.groups;
  const host = groups?.['ipv6'] ?? groups?.['host'];
  const port = Number(groups?.['port'] ?? DEFAULT_PORT);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}

/** An endpoint as a sentence names it. */
export function describeEndpoint({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

export function noneResting(endpoints: readonly Endpoint[]): RestingUntil {
  return endpoints.map(() => 0);
}

/** The places in the list in the order to try: rested ones as listed, then those that failed of late, longest rested first. */
export function orderToTry(resting: RestingUntil, nowMs: number): readonly number[] {
  const until = (place: number): number => Math.max((resting[place] ?? 0) - nowMs, 0);
  return resting.map((_, place) => place).toSorted((one, other) => until(one) - until(other));
}

/** The endpoint at `place` failed. */
export function rest(resting: RestingUntil, place: number, untilMs: number): RestingUntil {
  return resting.with(place, untilMs);
}
