"""Why `helpwright serve` cannot go on; the sentences are in `platform/terminal/*.json`."""

from typing import ClassVar

from helpwright.kernel.errors import Refusal
from helpwright.platform.terminal import sentences

MISCONFIGURED = 78
"""Exit status of a part whose settings cannot be used (EX_CONFIG of sysexits.h); it is not started again."""


class CannotServe(Refusal):
    """The server cannot start or go on. `str()` is a plain sentence in Chinese and English."""

    fixed_code: ClassVar[str]

    def __init__(self, **data: object) -> None:
        super().__init__(self.fixed_code, **data)

    def __str__(self) -> str:
        return sentences(self.code, self.data)


class AlreadyRunning(CannotServe):
    """Another process has the data `folder`; `address` is where it answers, None while it only starts."""

    fixed_code = "serve_already_running"

    def __init__(self, *, folder: object, address: str | None) -> None:
        super().__init__(folder=folder, address=address)
        if address is None:
            self.code = "serve_folder_busy"


class PortTaken(CannotServe):
    """Somebody else listens on `port` of `host`."""

    fixed_code = "serve_port_taken"


class PortForbidden(CannotServe):
    """This account may not listen on `port`."""

    fixed_code = "serve_port_forbidden"


class PortUnusable(CannotServe):
    """`port` is no number of a port."""

    fixed_code = "serve_port_unusable"


class AddressUnusable(CannotServe):
    """`host` is no address of this machine; `reason` is the system's."""

    fixed_code = "serve_address_unusable"


class FileUnreadable(CannotServe):
    """The certificate or key `file` cannot be read; `reason` is the system's."""

    fixed_code = "serve_file_unreadable"


class TlsIncomplete(CannotServe):
    """Only one of certificate and key was given."""

    fixed_code = "serve_tls_incomplete"


class TlsTwice(CannotServe):
    """A certificate was given, and one of our own asked for."""

    fixed_code = "serve_tls_twice"


class RedirectWithoutTls(CannotServe):
    """Plain HTTP shall be sent on to HTTPS, which is not spoken."""

    fixed_code = "serve_redirect_without_tls"


class MigrationFailed(CannotServe):
    """Bringing the database to this release's version failed; the child said why. `status` is its exit status."""

    fixed_code = "serve_migration_failed"


class ChildKeepsFailing(CannotServe):
    """The process `name` ended `times` times before the server ever was ready."""

    fixed_code = "serve_child_keeps_failing"


class NoDatabase(CannotServe):
    """A worker was started with neither a database nor a server running on the data `folder`."""

    fixed_code = "serve_no_database"


class PublicUrlUnusable(CannotServe):
    """HELPWRIGHT_PUBLIC_URL is `url`, which is no address of a site."""

    fixed_code = "public_url_unusable"


class TrustedProxiesUnusable(CannotServe):
    """HELPWRIGHT_TRUSTED_PROXIES names `item`, which is neither an address nor a network."""

    fixed_code = "trusted_proxies_unusable"


class Misconfigured(CannotServe):
    """A part ended because a setting cannot be used; it has said which."""

    fixed_code = "serve_misconfigured"
