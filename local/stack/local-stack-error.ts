/** Something about the machine or the local AWS that its user can put right; shown as one sentence, without a stack. */
export class LocalStackError extends Error {
  override readonly name = 'LocalStackError';
  readonly code = 'local_stack';
}
