/**
 * A plugin of the framework: leaves out of a serverless.yml what config/ does not use. A file says all that its service
 * can have; `custom.app.unused` names, for the stage, which functions, resources and http events of it are not used
 * (`shared/deploy/template/`). A setting that is null is left out as well: `vpc: ${self:custom.app.sink.vpc, null}`.
 */
const ALL = '*';

module.exports = class LeaveOut {
  constructor(serverless) {
    const { custom, functions, resources, provider } = serverless.configurationInput;
    const unused = custom?.app?.unused;
    if (unused === undefined) return;
    for (const part of [resources].flat()) removeKeys(part?.Resources, unused.resources);
    removeKeys(functions, unused.functions);
    for (const fn of Object.values(functions)) {
      fn.events = (fn.events ?? []).filter(({ http }) => http === undefined || !unused.paths.includes(http.path));
    }
    for (const part of [functions, resources, provider]) removeNulls(part);
  }
};

/** @param names keys, or `*` for all */
function removeKeys(object, names) {
  for (const key of Object.keys(object ?? {})) if (names.includes(ALL) || names.includes(key)) delete object[key];
}

function removeNulls(value) {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (inner === null && !Array.isArray(value)) delete value[key];
    else removeNulls(inner);
  }
}
