"""Signs requests as botocore does: reads what was sent, answers the signature it would have made."""

import base64
import json
import sys

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


def sign(case):
    signer = SigV4Auth(Credentials(**case["credentials"]), case["service"], case["region"])
    request = AWSRequest(
        method=case["method"],
        url=case["url"],
        headers=case["headers"],
        data=base64.b64decode(case["body"]),
    )
    request.context["timestamp"] = case["timestamp"]
    return signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)


print(json.dumps([sign(case) for case in json.load(sys.stdin)]))
