"""Takes records apart with the aggregation module that AWS has for Python: partition keys, and data as base64."""

import json
import sys
from base64 import b64decode, b64encode

from aws_kinesis_agg.deaggregator import deaggregate_records

records = json.load(sys.stdin)
answers = []
for record in records:
    kinesis = {"kinesisSchemaVersion": "1.0", "sequenceNumber": "1", "approximateArrivalTimestamp": 0, **record}
    event = {"kinesis": kinesis, "eventID": "1", "awsRegion": "", "eventName": "", "eventSource": "",
             "eventSourceARN": "", "eventVersion": "", "invokeIdentityArn": ""}
    users = [user["kinesis"] for user in deaggregate_records([event])]
    answers.append([[user["partitionKey"], b64encode(b64decode(user["data"])).decode()] for user in users])
print(json.dumps(answers))
