"""What goes on when the log has no room: everything but the log."""

import subprocess
import sys

FULL = "/dev/full"
PROGRAM = """import logging, structlog
from helpwright.entry.logs import configure_logs
configure_logs()
for number in range(2000):
    structlog.get_logger("x").warning("told", number=number)
    logging.getLogger("y").warning("told as well %s", number)
print("went on")
"""


def test_a_log_without_room_stops_nothing() -> None:
    with open(FULL, "w") as full:  # noqa: PTH123 -- a device
        ran = subprocess.run(
            [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=full, text=True, check=False, timeout=60
        )
    # The interpreter itself may not succeed in emptying its buffer at the end (120).
    assert (ran.stdout, ran.returncode in {0, 120}) == ("went on\n", True)


FORGING = """import logging, structlog
from helpwright.entry.logs import configure_logs
configure_logs()
forged = "x\\n2026-11-30 level='error' event='audit_truncated'\\r\\x1b[2J\\u2028y"
structlog.get_logger("x").warning("told", login=forged)
logging.getLogger("y").warning("told %s", forged)
try:
    raise ValueError(forged)
except ValueError:
    structlog.get_logger("x").exception("failed")
    logging.getLogger("y").exception("failed")
"""


def test_nobody_writes_lines_of_their_own_into_the_log() -> None:
    ran = subprocess.run([sys.executable, "-c", FORGING], capture_output=True, check=True, timeout=60)
    told = ran.stderr.decode()
    assert told.count("audit_truncated") >= 4
    assert len(told.split("\n")) == 5, "four events, a line each"
    assert not set(told) & set("\r\x1b\u2028")


REFUSED = r"""import logging, structlog
from psycopg.errors import NotNullViolation, UniqueViolation
from helpwright.entry.logs import configure_logs
configure_logs()
row = "null value in column x\nDETAIL:  Failing row contains (1, 张伟\n13800138000, null).\nHINT:  look there"
key = 'duplicate key of "one"\nDETAIL:  Key (phone)=(13900139000) already exists.'
told = structlog.get_logger("x")
told.warning("refused", error=str(UniqueViolation(key)))
try:
    try:
        raise NotNullViolation(row)
    except NotNullViolation as error:
        raise UniqueViolation(key) from error
except UniqueViolation:
    told.exception("incident")
    logging.getLogger("y").exception("incident")
"""


def test_what_the_database_says_of_a_row_it_refuses_stays_out_of_the_log() -> None:
    ran = subprocess.run([sys.executable, "-c", REFUSED], capture_output=True, check=True, timeout=60)
    told = ran.stderr.decode()
    for value in ("13800138000", "13900139000", "张伟", "DETAIL"):
        assert value not in told
    assert told.count("duplicate key of") == 3
    assert told.count("null value in column x") == told.count("look there") == 2
    assert told.count("direct cause") == 2, "the errors behind it are told still"
