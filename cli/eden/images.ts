/** Images of a create: one for all, and those of single profiles of a group. */
export interface Images {
  readonly all?: string;
  readonly by: Readonly<Record<string, string>>;
}

/** Reads `--image-uri URI` and `--image-uri PROFILE=URI`, which may be given several times. */
export function addImage(given: string, before: Images | undefined): Images {
  const [, profile, uri] = /^([^=:/]+)=(.*)$/s.exec(given) ?? [];
  const by = before?.by ?? {};
  if (profile === undefined || uri === undefined) return { all: given, by };
  return { ...before, by: { ...by, [profile]: uri } };
}
