import type { Topology } from '../topology/topology.ts';
import type { Resources } from './cloudformation.ts';

/**
 * The topic that `alarms.email` asks for. The address gets a mail of AWS, and nothing else before it has confirmed. Not
 * encrypted: under AWS's own key CloudWatch may not publish.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
export function alarmTopicResources({ settings, names }: Topology): Resources {
  const { email } = settings.alarms;
  if (email === undefined) return {};
  const topic = { Ref: 'AlarmTopic' };
  return {
    AlarmTopic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: names.topic } },
    AlarmTopicMail: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: topic, Protocol: 'email', Endpoint: email },
    },
    AlarmTopicPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [topic],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'cloudwatch.amazonaws.com' },
              Action: 'sns:Publish',
              Resource: topic,
              Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
            },
          ],
        },
      },
    },
  };
}
