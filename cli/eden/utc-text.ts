/** A time in UTC from epoch seconds; the table may hold any number. */
export function utcText(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? 'unknown' : date.toISOString();
}
