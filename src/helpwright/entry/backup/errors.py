"""Why a backup cannot be made or brought back; the sentences are in `platform/terminal/*.json`."""

from helpwright.entry.serve_errors import CannotServe


class BackupRefused(CannotServe):
    """A normal "no": the archive, the place or the version does not allow it. `code` says which."""

    fixed_code = "backup_file_damaged"

    def __init__(self, code: str, **data: object) -> None:
        super().__init__(**data)
        self.code = code
