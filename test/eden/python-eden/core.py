"""Runs one operation of the Python eden's core, and keeps the table as its CLI 0.2.0 does. JSON in, JSON out."""

import json
import sys
import time

import boto3
from aws_eden_core import methods

asked = json.load(sys.stdin)
table = boto3.resource("dynamodb").Table(asked["table"])
profile = asked["profile"]
if asked["operation"] == "create":
    made = methods.create_env(asked["name"], asked["image"], profile)
    now = time.time()
    table.put_item(
        Item={
            "type": asked["profileName"],
            "name": made["name"],
            "kind": "environment",
            "last_updated": int(now),
            "last_updated_time": str(now),
            "endpoint": made["cname"],
        }
    )
if asked["operation"] == "delete":
    made = methods.delete_env(asked["name"], profile)
    table.delete_item(Key={"type": asked["profileName"], "name": made["name"]})
if asked["operation"] == "ls":
    made = [
        {**{"name": item["name"]}, "updated": float(item["last_updated_time"])}
        for item in table.scan()["Items"]
        if item["type"] != "_profile"
    ]
json.dump(made, sys.stdout)
