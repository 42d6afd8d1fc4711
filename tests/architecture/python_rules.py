"""Rules on Python sources, each a function from a syntax tree to what breaks it."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.checkout import Finding

SQL_TIME = re.compile(
    r"\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(\s*\)"
    r"|\b(?:current_timestamp|current_date|current_time|localtimestamp|localtime)\b",
    re.IGNORECASE,
)
SQL_TIME_FUNCTIONS = frozenset(
    {
        "now",
        "clock_timestamp",
        "statement_timestamp",
        "current_timestamp",
        "current_date",
        "current_time",
        "localtimestamp",
    }
)
CLOCK_CALLS = frozenset(
    {("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}
)
PRIVATE = frozenset({"tables", "store"})


def imports_in_functions(tree: ast.Module) -> list[Finding]:
    """Imports hidden in functions hide cycles."""
    return [
        Finding(inner.lineno, "import inside a function")
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]


def time_from_sql(tree: ast.Module) -> list[Finding]:
    """Time comes from the clock that is handed in, never from the database."""
    described = {id(text) for text in docstrings(tree)}
    found = [
        Finding(node.lineno, "SQL that asks the database for the time")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in described
        and SQL_TIME.search(node.value)
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SQL_TIME_FUNCTIONS:
            owner = node.func.value
            name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
            if name == "func":
                found.append(Finding(node.lineno, "SQL function that asks the database for the time"))
    return found


def time_from_machine(tree: ast.Module) -> list[Finding]:
    """Only the kernel's clock reads the machine's; everything else is handed a Clock."""
    return [
        Finding(node.lineno, f"{node.func.value.id}.{node.func.attr}() instead of a Clock")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr) in CLOCK_CALLS
    ]


def foreign_privates(module: str, tree: ast.Module) -> list[Finding]:
    """`tables` and `store` are private to their concept; others call its operations."""
    concept = module.split(".")[1] if "." in module else ""
    found = []
    for line, name in imported_names(tree):
        parts = name.split(".")
        if parts[0] == "helpwright" and len(parts) > 2 and parts[1] != concept and PRIVATE & set(parts[2:]):
            found.append(Finding(line, f"{name} is private to {parts[1]}"))
    return found


def imported_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full name of everything imported; `from a import b` gives `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def docstrings(tree: ast.Module) -> Iterator[ast.expr]:
    """Strings that stand alone as a statement: docstrings and comments in that form."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
