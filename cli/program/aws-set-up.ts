/** Sentences for errors of the AWS SDK that come before any call: what is missing on this machine. */
const SENTENCES: readonly (readonly [test: (error: Error) => boolean, sentence: string])[] = [
  [
    ({ message }) => message === 'Region is missing',
    'no AWS Region: set AWS_REGION, or AWS_PROFILE to a profile that has a region',
  ],
  [
    // The port of the pipeline's services says it in its own words.
    ({ message }) => message.includes('no AWS credentials: '),
    'no AWS credentials: set AWS_PROFILE, sign in, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  ],
  [
    ({ name, message }) => /^(Credentials)?ProviderError$/.test(name) || message.includes('Could not load credentials'),
    'no AWS credentials: set AWS_PROFILE, sign in, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  ],
];

/** Says that the Region or the credentials are missing, where an error or one of its causes says so. */
export function missingSetUp(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const found = SENTENCES.find(([test]) => test(error));
  return found?.[1] ?? missingSetUp(error.cause);
}
