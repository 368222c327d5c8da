// In bundles: in place of the SDK's event streams (S3 Select, SubscribeToShard and their like), which no function uses.

export const resolveEventStreamSerdeConfig = (config) => config;

export function eventStreamSerdeProvider() {
  throw new Error('bundles contain no event streams: see shared/deploy/plugins/lean-sdk.cjs');
}

export const EventStreamSerde = eventStreamSerdeProvider;
