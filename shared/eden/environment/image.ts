/** A container image in a private ECR registry, taken apart. Exactly one of `tag` and `digest` is looked up. */
export interface EcrImage {
  readonly uri: string;
  readonly account: string;
  readonly region: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** An image, or the sentence that says why it cannot be deployed. */
export type ParsedImage =
  | { readonly status: 'ok'; readonly image: EcrImage }
  | { readonly status: 'invalid'; readonly message: string };

const ECR_REGISTRY = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)\/(.+)$/;
const IMAGE_REFERENCE = /^([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/;

/**
 * Reads `<account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>` (or `@sha256:…`).
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
 */
export function parseImage(uri: string): ParsedImage {
  const host = ECR_REGISTRY.exec(uri);
  const [, account, region, rest] = host ?? [];
  if (account === undefined || region === undefined || rest === undefined) {
    return {
      status: 'invalid',
      message: `Image ${JSON.stringify(uri)} is in no Amazon ECR registry (<account>.dkr.ecr.<region>.amazonaws.com/…).`,
    };
  }
  const [, repository, tag, digest] = IMAGE_REFERENCE.exec(rest) ?? [];
  if (repository === undefined) {
    return { status: 'invalid', message: `Image ${JSON.stringify(uri)} has no valid repository name and tag.` };
  }
  if (tag === undefined && digest === undefined) {
    return { status: 'invalid', message: `Image ${JSON.stringify(uri)} has no tag: add :<tag> or @sha256:<digest>.` };
  }
  const which = digest === undefined ? { tag: tag ?? '' } : { digest };
  return { status: 'ok', image: { uri, account, region, repository, ...which } };
}
