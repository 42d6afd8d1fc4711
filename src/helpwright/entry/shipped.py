"""Blueprints that come with the product, and where to find one by name or path."""

from importlib.resources import files
from pathlib import Path

_CHECKOUT = Path(__file__).parents[3] / "blueprints"


def read_blueprint(name: str) -> str:
    """Text of a shipped blueprint (`service_desk`) or of a YAML file. Raises FileNotFoundError."""
    if name.isidentifier():
        packaged = files("helpwright") / "blueprints" / f"{name}.yaml"
        if packaged.is_file():
            return packaged.read_text("utf-8")
        return (_CHECKOUT / f"{name}.yaml").read_text("utf-8")
    return Path(name).read_text("utf-8")
