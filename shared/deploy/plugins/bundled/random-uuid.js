// In bundles: in place of the SDK's UUIDs, which load the Web Crypto API of Node.
import { randomUUID } from 'node:crypto';

export const bindV4 = () => randomUUID;
