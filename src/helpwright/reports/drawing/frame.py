"""What stands around a drawn dashboard: the frame of a mail, and that of a public page. Pure."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

from helpwright.platform.guards import PLAIN_PAGE_POLICY

_TEXT: Final = "#121a24"
_QUIET: Final = "#5f6b79"
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
        f'<body style="margin:0;background:#f5f7f9;font-family:{_FONT};font-size:14px;line-height:1.5;color:{_TEXT}">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>'
        '<td align="center" style="padding:20px 12px">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" '
        'style="max-width:640px;text-align:left"><tr><td>'
        f'<h1 style="margin:0;font-size:20px;font-weight:600;color:{_TEXT}">{escape(title)}</h1>{told}'
        f'<div style="height:16px;line-height:16px;font-size:0">&nbsp;</div>{body}'
        f'<div style="padding:4px 0 12px;font-size:12px;color:{_QUIET}">{foot}</div>'
        "</td></tr></table></td></tr></table></body></html>\n"
    )


_MESSAGE: Final = """
:root{color-scheme:light dark;--bg:#f5f7f9;--card:#fff;--line:#dfe4ea;--text:#121a24;--quiet:#5f6b79;
--go:#0f766e;--on:#fff}
@media (prefers-color-scheme:dark){:root{--bg:#0c1219;--card:#131b25;--line:#263241;--text:#e8edf3;--quiet:#8794a3;
--go:#2aa79b;--on:#06211f}}
*{box-sizing:border-box}
body{display:grid;min-height:100vh;min-height:100dvh;margin:0;padding:24px 16px;place-items:center;background:var(--bg);
color:var(--text);font:15px/24px FONT}
main{width:100%;max-width:440px;padding:32px 28px;border:1px solid var(--line);border-radius:10px;
background:var(--card);text-align:center}
h1{margin:0;font-size:20px;font-weight:600;line-height:30px;text-wrap:balance;overflow-wrap:anywhere}
p{margin:8px 0 0;color:var(--quiet);text-wrap:balance}
form{margin:24px 0 0}
button{min-height:44px;padding:8px 24px;border:0;border-radius:6px;background:var(--go);color:var(--on);font:inherit;
font-weight:600;cursor:pointer}
button:focus-visible{outline:2px solid var(--go);outline-offset:2px}
""".replace("FONT", _FONT).replace("\n", "")


def message_html(locale: str, title: str, text: str, act: str | None = None) -> str:
    """A page that says one thing, with a button that posts to the page itself where there is something to do."""
    form = "" if act is None else f'<form method="post" action=""><button>{escape(act)}</button></form>'
    return (
        f'<!DOCTYPE html><html lang="{locale}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{escape(title)}</title><style>{_MESSAGE}</style></head>'
        f"<body><main><h1>{escape(title)}</h1><p>{escape(text)}</p>{form}</main></body></html>\n"
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
