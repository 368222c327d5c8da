import { type ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm';
import { DescribeImagesCommand, type ECRClient } from '@aws-sdk/client-ecr';
import { type Bound, callAws } from '../aws/call.ts';
import type { EdenReads } from '../aws/ports.ts';

type ImageAnswer = Awaited<ReturnType<EdenReads['describeImage']>>;

/** eden's look-up on Amazon ECR; an image is looked up in the region its URI names. */
export function createEcrPorts(
  clientIn: (region: string) => ECRClient,
  bounded: Bound,
): Pick<EdenReads, 'describeImage'> {
  return {
    describeImage: (image) =>
      callAws<ImageAnswer>(
        { action: 'ecr:DescribeImages', resource: image.uri },
        async () => {
          const command = new DescribeImagesCommand({
            registryId: image.account,
            repositoryName: image.repository,
            imageIds: [image.digest === undefined ? { imageTag: image.tag } : { imageDigest: image.digest }],
          });
          const { imageDetails } = await clientIn(image.region).send(command, bounded());
          const digest = imageDetails?.[0]?.imageDigest;
          return digest === undefined ? { status: 'no_image' } : { status: 'found', digest };
        },
        ({ name }) => {
          if (name === 'ImageNotFoundException') return { status: 'no_image' };
          return name === 'RepositoryNotFoundException' ? { status: 'no_repository' } : undefined;
        },
      ),
  };
}

/** eden's look-up on AWS Certificate Manager. */
export function createAcmPorts(client: ACMClient, bounded: Bound): Pick<EdenReads, 'describeCertificate'> {
  return {
    describeCertificate: async (arn) => {
      const found = await callAws(
        { action: 'acm:DescribeCertificate', resource: arn },
        async () => [
          (await client.send(new DescribeCertificateCommand({ CertificateArn: arn }), bounded())).Certificate,
        ],
        ({ name }) => (name === 'ResourceNotFoundException' ? [] : undefined),
      );
      const certificate = found[0];
      if (certificate === undefined) return undefined;
      const names = [certificate.DomainName, ...(certificate.SubjectAlternativeNames ?? [])];
      return { names: [...new Set(names.flatMap((name) => name ?? []))], status: certificate.Status ?? '' };
    },
  };
}
