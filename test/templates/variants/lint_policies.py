"""Lints policies with parliament.

Standard input: [{"name", "document"}]. Standard output: a line for each finding, nothing when there is none.
"""

import json
import sys
import warnings

warnings.filterwarnings("ignore")

from parliament import analyze_policy_string  # noqa: E402

for policy in json.load(sys.stdin):
    for finding in analyze_policy_string(json.dumps(policy["document"])).findings:
        print(f"{policy['name']}: {finding.issue} {json.dumps(finding.detail)} {json.dumps(finding.location)}")
