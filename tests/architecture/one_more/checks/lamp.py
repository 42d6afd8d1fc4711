"""The lamp above the garage."""

from helpwright.entry.doctor.kind import Check, Finding, Scene


async def _look(scene: Scene) -> Finding:
    return Finding("good" if scene.environment.data_dir.exists() else "note", "good")


check = Check(_look, database=False)
