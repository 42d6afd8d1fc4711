"""What stands around a drawn dashboard: the frame of a mail, and that of a public page. Pure."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from helpwright.platform.guards import PLAIN_PAGE_POLICY

_TEXT: Final = "#1c1917"
_QUIET: Final = "#6b645c"
_FONT: Final = "-apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif"

PAGE_HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": PLAIN_PAGE_POLICY,
}
"""Of pages whose address is a token: kept by nobody, told to nobody."""


def page_html(
    locale: str, title: str, lines: Sequence[str], body: str, foot: str, *, refresh_seconds: int | None = None
) -> str:
    """A whole page, 640 pixels wide at most. `body` and `foot` are HTML already, the rest is text."""
    told = "".join(f'<p style="margin:4px 0 0;font-size:13px;color:{_QUIET}">{escape(each)}</p>' for each in lines)
    again = "" if refresh_seconds is None else f'<meta http-equiv="refresh" content="{refresh_seconds}">'
    return (
        f'<!DOCTYPE html><html lang="{locale}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><meta name="color-scheme" content="light">{again}'
        f"<title>{escape(title)}</title></head>"
        f'<body style="margin:0;background:#f7f6f3;font-family:{_FONT};font-size:14px;line-height:1.5;color:{_TEXT}">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>'
        '<td align="center" style="padding:20px 12px">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" '
        'style="max-width:640px;text-align:left"><tr><td>'
        f'<h1 style="margin:0;font-size:20px;font-weight:600;color:{_TEXT}">{escape(title)}</h1>{told}'
        f'<div style="height:16px;line-height:16px;font-size:0">&nbsp;</div>{body}'
        f'<div style="padding:4px 0 12px;font-size:12px;color:{_QUIET}">{foot}</div>'
        "</td></tr></table></td></tr></table></body></html>\n"
    )


def button_html(address: str, text: str) -> str:
    """A link that looks like what it is for."""
    return (
        f'<p style="margin:0 0 12px"><a href="{escape(address)}" style="display:inline-block;padding:9px 16px;'
        "border-radius:6px;background:#0f766e;color:#ffffff;font-size:14px;text-decoration:none"
        f'">{escape(text)}</a></p>'
    )


def link_html(address: str, text: str) -> str:
    """A quiet link."""
    return f'<a href="{escape(address)}" style="color:{_QUIET}">{escape(text)}</a>'


def form_html(text: str, *, quiet: bool = False) -> str:
    """A button that posts to the address of the page itself."""
    look = "background:#ffffff;color:#1c1917" if quiet else "background:#0f766e;color:#ffffff"
    return (
        '<form method="post" action=""><button type="submit" style="padding:10px 18px;border:1px solid #d6d3cd;'
        f'border-radius:6px;font:inherit;{look}">{escape(text)}</button></form>'
    )
