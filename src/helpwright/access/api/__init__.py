"""HTTP of access: set-up, session, account, people, organization, keys, audit; paths are relative to `/api/v1`."""

from pathlib import Path

from fastapi import APIRouter

from helpwright.access.api import (
    account,
    account_links,
    audit,
    keys,
    lockouts,
    organization,
    people,
    people_invitation,
    people_safety,
    people_sheet,
    request_limits,
    session,
    setup,
    sign_in_rules,
)
from helpwright.access.setup import InstallBlueprint
from helpwright.platform.routes import Router, take_in
from helpwright.platform.sentences import Sentences

__all__ = ["routes"]


def routes(
    install_blueprint: InstallBlueprint,
    public_url: str | None = None,
    address: str | None = None,
    data_dir: Path | None = None,
    words_of_forms: audit.WordsOfForms | None = None,
) -> APIRouter:
    """Every route of access. The app needs an installed `Gate`.

    `public_url` is the environment's, if any; `address` is where the server listens, if known; `data_dir` holds the
    anchor of the audit; `words_of_forms` are for its readers.
    """
    sentences = Sentences.load()
    router = Router()
    take_in(router, setup.routes(install_blueprint, public_url, address))
    take_in(router, session.router)
    take_in(router, account.router)
    take_in(router, account_links.router)
    take_in(router, people_sheet.sheet_routes(sentences))
    take_in(router, people.router)
    take_in(router, people_invitation.invitation_routes(sentences))
    take_in(router, people_safety.router)
    take_in(router, lockouts.router)
    take_in(router, sign_in_rules.router)
    take_in(router, request_limits.router)
    take_in(router, organization.router)
    take_in(router, keys.router)
    more = () if words_of_forms is None else (words_of_forms,)
    take_in(router, audit.routes(sentences, data_dir, *more))
    return router
