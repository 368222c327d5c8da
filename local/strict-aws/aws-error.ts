/** An answer in AWS's own words. */
export interface AwsAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer in JSON that is no error. */
export function jsonAnswer(body: string): AwsAnswer {
  return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body };
}

/** S3's answer to a request that was signed for another Region than the bucket's. */
export function redirectAnswer(bucketRegion: string): AwsAnswer {
  const message = 'The bucket you are attempting to access must be addressed using the specified endpoint.';
  const answer = awsErrorAnswer('s3', 'PermanentRedirect', message, 301);
  return { ...answer, headers: { ...answer.headers, 'x-amz-bucket-region': bucketRegion } };
}

/** A service's answer to too many requests. */
export function throttleAnswer(service: string): AwsAnswer {
  if (service === 's3') return awsErrorAnswer(service, 'SlowDown', 'Please reduce your request rate.', 503);
  const code = service === 'route53' || service === 'elasticloadbalancing' ? 'Throttling' : 'ThrottlingException';
  return awsErrorAnswer(service, code, 'Rate exceeded');
}

/** An error as the service's protocol writes it. Query services drop the `Exception` at the end of a code. */
export function awsErrorAnswer(service: string, code: string, message: string, status = 400): AwsAnswer {
  if (service === 's3' || service === 'route53' || service === 'elasticloadbalancing') {
    const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`;
    const body = service === 's3' ? error : `<ErrorResponse>${error}<RequestId>strict</RequestId></ErrorResponse>`;
    return { status, headers: { 'content-type': 'text/xml' }, body };
  }
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: code, message, Message: message }),
  };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A service's answer to a caller without the right. */
export function denyAnswer(service: string, action: string): AwsAnswer {
  const isXml = service === 's3' || service === 'route53' || service === 'elasticloadbalancing';
  const code = isXml ? 'AccessDenied' : 'AccessDeniedException';
  return awsErrorAnswer(service, code, `User is not authorized to perform: ${service}:${action}`, isXml ? 403 : 400);
}
