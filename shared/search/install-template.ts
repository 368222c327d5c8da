import { isJsonObject } from '../log/json-object.ts';
import type { IndexTemplate } from './index-template.ts';
import { describeAnswer } from './search-failure.ts';
import type { CallSearch } from './search-port.ts';

/** The result of an installation; with `dryRun`, what it would do. */
export type InstallResult =
  | { readonly status: 'created' | 'updated' | 'unchanged'; readonly name: string }
  | { readonly status: 'failed'; readonly error: string };

/**
 * Installs an index template. Installing it again changes nothing. Existing indices keep their mappings.
 * @param options.dryRun changes nothing, and answers what would be done.
 */
export async function installTemplate(
  call: CallSearch,
  { name, body }: IndexTemplate,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<InstallResult> {
  const path = `/_index_template/${encodeURIComponent(name)}`;
  const found = await call({ method: 'GET', path });
  if (found.status === 'failed' || ![200, 404].includes(found.httpStatus)) {
    return { status: 'failed', error: describeAnswer(found, `GET ${path}`) };
  }
  if (found.httpStatus === 200 && fingerprintOf(found.body) === body._meta.baikonur)
    return { status: 'unchanged', name };
  const status = found.httpStatus === 404 ? 'created' : 'updated';
  if (dryRun) return { status, name };
  const put = await call({ method: 'PUT', path, body: JSON.stringify(body) });
  if (put.status === 'answered' && put.httpStatus === 200) return { status, name };
  return { status: 'failed', error: describeAnswer(put, `PUT ${path}`) };
}

/** The fingerprint of an installed template; `undefined` if it has none. */
function fingerprintOf(body: unknown): unknown {
  const [first] = isJsonObject(body) && Array.isArray(body['index_templates']) ? body['index_templates'] : [];
  const template = isJsonObject(first) ? first['index_template'] : undefined;
  const meta = isJsonObject(template) ? template['_meta'] : undefined;
  return isJsonObject(meta) ? meta['baikonur'] : undefined;
}
