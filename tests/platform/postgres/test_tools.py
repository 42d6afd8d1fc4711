"""The programs that read a backup again: what they could not read is never taken for a whole backup."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from helpwright.platform.postgres import EmbeddedPostgres
from helpwright.platform.postgres.errors import ToolFailed
from helpwright.platform.postgres.tools import find_tool, run_script, run_tool

MakeServer = Callable[..., EmbeddedPostgres]


def test_a_script_is_committed_whole_or_not_at_all(data: Path, make_server: MakeServer, tmp_path: Path) -> None:
    url = make_server(data, durable=False).start()
    dump, broken = tmp_path / "dump", tmp_path / "broken"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE one AS SELECT 1 AS n")
        connection.execute("CREATE TABLE two AS SELECT n, md5(n::text) FROM generate_series(1, 20000) n")
        run_tool(find_tool("pg_dump", 16), url, ["--format=custom", "--compress=0", f"--file={dump}"])
        connection.execute("DROP TABLE one, two")
        restore = find_tool("pg_restore", 16)
        content = dump.read_bytes()
        broken.write_bytes(content[: len(content) * 2 // 3])
        with pytest.raises(ToolFailed) as caught:
            run_script(restore, url, [str(broken)])
        assert caught.value.data["tool"] == "pg_restore"
        assert connection.execute("SELECT to_regclass('one'), to_regclass('two')").fetchone() == (None, None)
        run_script(restore, url, [str(dump)])
        assert connection.execute("SELECT count(*) FROM two").fetchone() == (20_000,)
        with pytest.raises(ToolFailed) as caught:
            run_script(restore, url, [str(dump)])
        assert caught.value.data["tool"] == "psql"
        assert "already exists" in str(caught.value)
