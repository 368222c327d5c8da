import { BlockList, isIP } from 'node:net';

type Env = Readonly<Record<string, string | undefined>>;

/** Credentials that no account knows: whatever goes wrong, nothing at stage `local` can speak to a real one. */
export const LOCAL_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

/**
 * Variables that lead an SDK past `AWS_ENDPOINT_URL`, or to credentials of a real account.
 * @see AWS SDKs and Tools Reference Guide, "Service-specific endpoints", "Credential providers"
 */
const LEADS_AWAY =
  /^AWS_(ENDPOINT_URL_\w+|IGNORE_CONFIGURED_ENDPOINT_URLS|(DEFAULT_)?PROFILE|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|SECURITY_TOKEN|ROLE_\w+|WEB_IDENTITY_TOKEN_FILE|CONTAINER_\w+)$/;

const LOCAL_ADDRESSES = localAddresses();
const EC2_ADDRESSES = ec2Addresses();

/**
 * Hosts that no public name server answers for, or only with a loopback address.
 * @see RFC 6761 (`localhost`, `test`), RFC 6762 (`local`), RFC 8375 (`home.arpa`); `internal` is ICANN's name for private
 *   use; a name without a dot is one of the machine or of a container's network; LocalStack's name is 127.0.0.1
 */
const LOCAL_HOST =
  /^([a-z0-9_-]+|([a-z0-9_-]+\.)+(localhost|test|local|internal|home\.arpa)|([a-z0-9_-]+\.)*localhost\.localstack\.cloud)$/;

/**
 * Says why an endpoint cannot be the one of stage `local`, or `undefined` when it can. Loopback and private addresses
 * can, and hosts that are never public: a list of what AWS is called would always lack something.
 * @param endpoint what `AWS_ENDPOINT_URL` holds
 */
export function refuseEndpoint(endpoint: string): string | undefined {
  const url = URL.parse(endpoint);
  if (url === null) return `expected a URL such as http://127.0.0.1:4566, got ${JSON.stringify(endpoint)}`;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return `expected http or https, got ${JSON.stringify(endpoint)}`;
  }
  if (url.username !== '' || url.password !== '') return 'expected a URL without user name and password';
  return isLocalHost(url.hostname)
    ? undefined
    : `expected a host of this machine or of a private network, got ${JSON.stringify(endpoint)}: stage local never reaches a real account`;
}

/** @param hostname as `URL` writes it: in lower case, IPv4 as four decimal numbers, IPv6 in brackets. */
function isLocalHost(hostname: string): boolean {
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(address);
  const type = family === 4 ? 'ipv4' : 'ipv6';
  if (family !== 0) return LOCAL_ADDRESSES.check(address, type) && !EC2_ADDRESSES.check(address, type);
  return LOCAL_HOST.test(hostname.replace(/\.$/, ''));
}

/** @see RFC 1918 (private IPv4), RFC 4193 (private IPv6). Not link-local: 169.254.169.254 hands out credentials. */
function localAddresses(): BlockList {
  const list = new BlockList();
  list.addSubnet('127.0.0.0', 8);
  list.addAddress('0.0.0.0');
  list.addSubnet('10.0.0.0', 8);
  list.addSubnet('172.16.0.0', 12);
  list.addSubnet('192.168.0.0', 16);
  list.addAddress('::1', 'ipv6');
  list.addAddress('::', 'ipv6');
  list.addSubnet('fc00::', 7, 'ipv6');
  return list;
}

/**
 * Private addresses at which a machine of EC2 finds AWS itself: fd00:ec2::254 and fd00:ec2::23 hand out credentials.
 * @see Amazon EC2 user guide, "Access instance metadata"; Amazon EKS user guide, "EKS Pod Identity"
 */
function ec2Addresses(): BlockList {
  const list = new BlockList();
  list.addSubnet('fd00:ec2::', 32, 'ipv6');
  return list;
}

/** The environment in which every AWS tool and SDK goes to a local AWS, with credentials that no account knows. */
export function localEnvironment(env: Env, endpoint: string): Env {
  const kept = Object.entries(env).filter(([name]) => !LEADS_AWAY.test(name));
  return {
    ...Object.fromEntries(kept),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    // A profile may name endpoints and credentials as well.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
