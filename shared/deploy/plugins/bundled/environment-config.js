// In bundles: in place of the SDK's reader of settings, which asks the environment and then `~/.aws/config`. A function
// has no such files, and the SDK would look for them at its first call, and make an error for each unset setting.

/**
 * A setting from the environment, or its default. A text that the SDK does not understand counts as unset, as it does there.
 * @returns {() => Promise<unknown>} reads the environment when it is first called, and never again.
 */
export function loadConfig({ environmentVariableSelector, default: byDefault }, { signingName, logger } = {}) {
  let setting;
  return () => {
    setting ??= read();
    return setting;
  };

  async function read() {
    const value = select(environmentVariableSelector, { signingName, logger });
    if (value !== undefined) return value;
    return typeof byDefault === 'function' ? byDefault() : byDefault;
  }
}

function select(selector, options) {
  try {
    return selector(process.env, options);
  } catch {
    return undefined;
  }
}
