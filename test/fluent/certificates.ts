import { generate } from 'selfsigned';

/** A certificate for a test receiver, with its key; PEM. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;

/** A self-signed certificate for `host`, valid between the two days counted from now. */
export async function makeCertificate(host: string, fromDay = -1, toDay = 30): Promise<TestCertificate> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: host }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() + fromDay * DAY_MS),
    notAfterDate: new Date(Date.now() + toDay * DAY_MS),
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: host }] }],
  });
  return { cert, key };
}
