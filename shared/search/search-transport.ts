import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3';
import PlainConnection from '@opensearch-project/opensearch/lib/Connection.js';
import { ConnectionPool } from '@opensearch-project/opensearch/lib/pool/index.js';
import Serializer from '@opensearch-project/opensearch/lib/Serializer.js';
import PlainTransport from '@opensearch-project/opensearch/lib/Transport.js';
import type { SearchAuth, SearchClientOptions } from './search-client-options.ts';

/** Open connections; further requests wait for one. */
const MAX_SOCKETS = 16;

/**
 * The parts of the OpenSearch client that send a request, put together as its `Client` does. That class also loads a
 * function for each operation of the engine: a fifth of the bundle, none of it used here.
 */
export function createTransport({ url, auth, ca, timeoutMs }: SearchClientOptions): PlainTransport {
  const { Connection, Transport } = signed(auth);
  const basic = auth.type === 'basic' ? { auth: { username: auth.username, password: auth.password } } : {};
  const emit = (): boolean => false;
  const connectionPool = new ConnectionPool({
    Connection,
    agent: { keepAlive: true, maxSockets: MAX_SOCKETS },
    ...(ca === undefined ? {} : { ssl: { ca } }),
    ...basic,
    resurrectStrategy: 'none',
    sniffEnabled: false,
    emit,
  });
  connectionPool.addConnection(url);
  return new Transport({
    connectionPool,
    // A log may have a field `__proto__`. Answers are read field by field, so it does no harm.
    serializer: new Serializer({ disablePrototypePoisoningProtection: true, enableLongNumeralSupport: false }),
    // The pipeline retries what failed; a retry here would not be in its ledger.
    maxRetries: 0,
    requestTimeout: timeoutMs,
    sniffEndpoint: '',
    nodeSelector: 'round-robin',
    name: 'opensearch-js',
    emit,
    ...basic,
  });
}

function signed(auth: SearchAuth) {
  if (auth.type !== 'sigv4') return { Connection: PlainConnection, Transport: PlainTransport };
  return AwsSigv4Signer({
    region: auth.region,
    service: auth.service ?? 'es',
    getCredentials: async () => {
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = await auth.getCredentials();
      // The signer caches them until shortly before they expire; without the date, for ever.
      const expires = expiration === undefined ? {} : { expiration };
      return { accessKeyId, secretAccessKey, sessionToken: sessionToken ?? '', ...expires };
    },
  });
}
