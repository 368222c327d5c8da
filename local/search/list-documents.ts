/** An index, and how many documents are in it. */
export interface IndexCount {
  readonly index: string;
  readonly documents: number;
}

/** The indices of an engine by name, hidden ones aside. @throws when it does not answer */
export async function listDocuments(url: string): Promise<readonly IndexCount[]> {
  await fetch(`${url}/_refresh`, { method: 'POST' });
  const response = await fetch(`${url}/_cat/indices?format=json&h=index,docs.count&s=index`);
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status} ${await response.text()}`);
  const rows = (await response.json()) as readonly { readonly index: string; readonly 'docs.count': string }[];
  return rows.map(({ index, 'docs.count': documents }) => ({ index, documents: Number(documents) }));
}
