"""What Elasticsearch Curator's age filter (source=name, direction=older, unit=days) says of index names."""

import json
import sys

from curator.helpers.date_ops import TimestringSearch, get_point_of_reference


def is_older(case):
    epoch = TimestringSearch(case["timestring"]).get_epoch(case["name"])
    # As IndexList.filter_by_age: a name without the timestring is not actionable, else age < point of reference.
    return epoch is not None and epoch < get_point_of_reference("days", case["days"], case["now"])


def answer(case):
    try:
        return is_older(case)
    except ValueError:
        return "ValueError"


print(json.dumps([answer(case) for case in json.load(sys.stdin)]))
