"""Random filters with the answers of the memory, for the browser: `python -m tests.query.filter_corpus` writes them.

A test compares the file with what this module makes, so that it cannot grow old.
"""

import json
from random import Random

from helpwright.kernel.filter import evaluate, parse_filter
from tests.query.filter_world import HERE, MEANINGS, moment_of, random_filter, random_moment, random_record

FILE = HERE / "filter_corpus.json"
_RECORDS = 40
_CASES = 500


def corpus() -> str:
    """The text of the file."""
    chance = Random(20261129)  # noqa: S311 -- cases of a test
    records = [random_record(chance) for _ in range(_RECORDS)]
    cases = []
    for _ in range(_CASES):
        tree, given = random_filter(chance), random_moment(chance)
        parsed, moment = parse_filter(tree), moment_of(given)
        found = [place for place, record in enumerate(records) if evaluate(parsed, record, moment, MEANINGS)]
        cases.append({"moment": given, "filter": tree, "matches": found})
    lines = [",\n".join(json.dumps(each, ensure_ascii=False) for each in part) for part in (records, cases)]
    return f'{{\n"records": [\n{lines[0]}\n],\n"cases": [\n{lines[1]}\n]\n}}\n'


if __name__ == "__main__":
    FILE.write_text(corpus())
