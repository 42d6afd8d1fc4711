"""What access keeps of an app: gone with it."""

from collections.abc import Sequence

from helpwright.platform.statement import Statement


def forget_app(app: str, _forms: Sequence[str]) -> list[Statement]:
    """Who has its roles; members of its teams go with the teams."""
    return [Statement("DELETE FROM role_members WHERE app = %(app)s", {"app": app})]
