"""The system tables as an older release had them."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from helpwright.platform import migrations


def bring_to(url: str, revision: str) -> None:
    """Away with what is there; the tables of `revision`."""
    engine = create_engine(
        url.replace("postgresql://", "postgresql+psycopg://"), connect_args={"options": "-c search_path=helpwright"}
    )
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with engine.connect() as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS helpwright, rollup CASCADE"))
        connection.execute(text("CREATE SCHEMA helpwright"))
        connection.commit()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()
    engine.dispose()
