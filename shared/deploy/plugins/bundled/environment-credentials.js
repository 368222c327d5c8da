// In bundles: in place of the SDK's chain of credential providers, those of the environment.

/** @returns {() => Promise<{ accessKeyId: string, secretAccessKey: string, sessionToken?: string }>} */
export const defaultProvider = () => async () => {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: token,
  } = process.env;
  if (accessKeyId && secretAccessKey)
    return { accessKeyId, secretAccessKey, ...(token ? { sessionToken: token } : {}) };
  throw Object.assign(new Error('no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'), {
    name: 'CredentialsProviderError',
  });
};
