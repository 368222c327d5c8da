import { topologyOf } from '../topology/testing/topology-of.ts';
import { alarmTopicResources } from './alarm-topic.ts';

it('a stage without a mail address has no topic', () => {
  expect(alarmTopicResources(topologyOf())).toEqual({});
});

it('with one, CloudWatch of this account alone may publish', () => {
  const topology = topologyOf(['stages/dev', 'actions: []', 'actions: [], email: ops@example.com']);
  expect(alarmTopicResources(topology)).toMatchObject({
    AlarmTopic: { Properties: { TopicName: 'app-dev-alarms' } },
    AlarmTopicMail: { Properties: { Protocol: 'email', Endpoint: 'ops@example.com' } },
    AlarmTopicPolicy: {
      Properties: {
        PolicyDocument: {
          Statement: [
            {
              Principal: { Service: 'cloudwatch.amazonaws.com' },
              Action: 'sns:Publish',
              Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
            },
          ],
        },
      },
    },
  });
});

it.each(['ops', 'ops@example', 'a b@example.com'])('"%s" is no mail address', (email) => {
  expect(() => topologyOf(['stages/dev', 'actions: []', `actions: [], email: ${email}`])).toThrow('a mail address');
});
