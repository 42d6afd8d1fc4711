"""The place for files: it can be written, read and cleared, be it a folder or a bucket."""

from helpwright.entry.doctor.kind import Check, Finding, Scene
from helpwright.entry.refusals import in_each_language
from helpwright.platform.file_store import FilesUnreachable, FilesUnusable, StorageFull, open_file_store, place_of
from helpwright.platform.settings import Environment


def _place(environment: Environment) -> str:
    try:
        return place_of(environment.files_url, environment.data_dir)
    except ValueError:
        return "HELPWRIGHT_FILES_URL"


async def _look(scene: Scene) -> Finding:
    environment = scene.environment
    about = {"place": _place(environment)}
    try:
        environment.data_dir.stat()
        store = open_file_store(environment.files_url, environment.data_dir)
        await store.probe()
    except FilesUnusable as error:
        return Finding("bad", "unusable", {**about, "reason": in_each_language(error)})
    except FilesUnreachable as error:
        return Finding("bad", "away", {**about, "reason": error.reason})
    except StorageFull:
        return Finding("bad", "full", about)
    except OSError as error:
        return Finding("bad", "unusable", {**about, "reason": error.strerror or str(error)})
    return Finding("good", "good", about)


check = Check(_look, database=False)
