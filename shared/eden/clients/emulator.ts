import type { EdenAws } from '../aws/ports.ts';
import { AwsCallError } from '../problem/problem.ts';

/** AWS's own defaults. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
const DEFAULT_LIMITS = { rules: 100, targetGroups: 100 } as const;

/**
 * The ports on an emulator that lacks two of ELB's descriptions: it answers InvalidAction, which AWS never does. Limits
 * are then AWS's defaults, a listener's certificates the ones it shows itself.
 */
export function forEmulator(aws: EdenAws): EdenAws {
  return {
    ...aws,
    describeAlbLimits: () => unlessUnknown(aws.describeAlbLimits, async () => DEFAULT_LIMITS),
    describeListenerCertificates: (listenerArn) =>
      unlessUnknown(
        () => aws.describeListenerCertificates(listenerArn),
        async () => {
          const albArn = listenerArn.replace(':listener/', ':loadbalancer/').replace(/\/[^/]+$/, '');
          const listeners = await aws.describeListeners(albArn);
          const listener = listeners.find(({ ListenerArn }) => ListenerArn === listenerArn);
          return (listener?.Certificates ?? []).flatMap(({ CertificateArn }) => CertificateArn ?? []);
        },
      ),
  };
}

async function unlessUnknown<T>(call: () => Promise<T>, instead: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof AwsCallError && error.code === 'InvalidAction') return await instead();
    throw error;
  }
}
