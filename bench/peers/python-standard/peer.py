"""An example of the protocol (docs/performance.md) in Python: records to one gzip object for each log type."""

import base64
import gzip
import json
import sys
import time


def handle(event):
    by_type = {}
    for record in event["Records"]:
        data = base64.b64decode(record["kinesis"]["data"])
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
        payload = json.loads(data.decode())
        if payload.get("messageType") == "DATA_MESSAGE":
            payloads = [json.loads(one["message"]) for one in payload["logEvents"]]
        else:
            payloads = [payload]
        for log in payloads:
            by_type.setdefault(log["log_type"], []).append(json.dumps(log))
    objects = [gzip.compress("\n".join(lines).encode(), compresslevel=9) for lines in by_type.values()]
    return sum(map(len, by_type.values())), objects


def tell(answer):
    print(json.dumps(answer), flush=True)


tell(
    {
        "name": "python-standard",
        "work": "s3-sink",
        "doesNotDo": ["KPL", "checks of id and time", "objects by day", "retries, dead letters, progress, metrics"],
    }
)
for line in sys.stdin:
    request = json.loads(line)
    logs = 0
    start = time.process_time()
    for _ in range(request["calls"]):
        logs, _objects = handle(request["event"])
    tell({"cpuMs": (time.process_time() - start) * 1000 / request["calls"], "logs": logs})
