import type { StreamFunction } from '../../../../shared/deploy/topology/topology.ts';

/** Where a sink puts logs. */
interface Destination {
  readonly label: string;
  readonly name?: string;
  readonly type: string;
}

/** The destination of a sink, by its variables. An address never shows a password. */
export function destinationOf({ service, environment }: StreamFunction, archiveBucket: string): Destination {
  if (service === 's3-sink') return { label: 'archive', name: archiveBucket, type: 's3' };
  if (service === 'es-sink') return withAddress('search', environment['ES_HOST'] ?? '');
  if (service === 'fluent-sink') return withAddress('fluent', environment['LOG_FLUENT_SINK_ENDPOINT'] ?? '');
  return { label: service, type: service };
}

function withAddress(type: string, address: string): Destination {
  const name = withoutUser(address);
  return name === '' ? { label: type, type } : { label: `${type} ${hostOf(name)}`, name, type };
}

/** `https://user:password@host` without what is before the host. */
function withoutUser(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//');
}

function hostOf(address: string): string {
  return address.replace(/^[a-z]+:\/\//i, '').split(/[/?#]/, 1)[0] ?? address;
}
