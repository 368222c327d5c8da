"""Runs SQL statements in DuckDB, with Trino's functions for JSON and times, and prints the rows of each."""

import json
import sys

import duckdb

# As Athena has them. https://trino.io/docs/current/functions/json.html
TRINO = """
CREATE MACRO json_extract_scalar(line, path) AS (
  SELECT CASE WHEN json_type(found) IN ('OBJECT', 'ARRAY') THEN NULL ELSE found ->> '$' END
  FROM (SELECT json_extract(line, replace(replace(path, '["', '."'), '"]', '"')) AS found)
);
CREATE MACRO from_iso8601_timestamp(text) AS CAST(text AS TIMESTAMP);
"""

asked = json.load(sys.stdin)
connection = duckdb.connect()
connection.execute(TRINO)
answers = []
for statement in asked["statements"]:
    rows = connection.execute(statement).fetchall()
    answers.append([[None if value is None else str(value) for value in row] for row in rows])
print(json.dumps(answers))
