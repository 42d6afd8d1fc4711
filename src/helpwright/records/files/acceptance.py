"""Which files are taken in: the name, the announced type and the bytes must not contradict each other. Pure.

Refused by default is what runs or draws pages where it is opened: programs, scripts, HTML, SVG. Inside a ZIP file they
are taken like any archive, because nothing is ever unpacked here. What customers send is never shown as a page of ours:
only pictures, films, sounds, PDF and plain text are shown inline, everything else is saved.
"""

from collections.abc import Mapping

from helpwright.kernel.errors import WrongMedia
from helpwright.records.files.names import extension_of
from helpwright.records.files.sniff import HTML, PLAIN, PROGRAM, SCRIPT, SVG, UNKNOWN


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PROGRAMS = _words(
    """.exe .msi .msp .msix .appx .com .scr .pif .cpl .dll .sys .ocx .drv .gadget .application .jar .jnlp .apk .xapk
    .aab .ipa .app .dmg .pkg .deb .rpm .run .appimage .elf .lnk .url .desktop .scf .reg .msc .chm .hlp .xll .sct
    .inf""",
)
_SCRIPTS = _words(
    """.bat .cmd .ps1 .psm1 .vb .vbs .vbe .js .jse .mjs .cjs .ws .wsf .wsh .hta .sh .bash .zsh .csh .ksh .fish .command
    .py .pyw .pyc .rb .pl .php .php3 .php4 .php5 .phtml .phar .asp .aspx .jsp .jspx .cgi""",
)
_PAGES = _words(".htm .html .xhtml .xht .shtml .mht .mhtml .svg .svgz .xsl .xslt")
REFUSED_EXTENSIONS = _PROGRAMS | _SCRIPTS | _PAGES
_TEXT_EXTENSIONS = frozenset({".txt", ".log", ".md", ".csv", ".eml"})
_FAMILIES: Mapping[str, frozenset[str]] = {
    "image": _words(".jpg .jpeg .jpe .jfif .png .gif .webp .heic .heif .avif .bmp .dib .tif .tiff .ico .psd"),
    "film": _words(".mp4 .m4v .mov .qt .3gp .3g2 .avi .mkv .webm .wmv .asf .flv .mpg .mpeg .mts .m2ts"),
    "pdf": frozenset({".pdf"}),
}
_REFUSED_TYPES = frozenset(
    {
        HTML,
        SVG,
        SCRIPT,
        PROGRAM,
        "application/xhtml+xml",
        "application/javascript",
        "text/javascript",
        "application/x-msdownload",
        "application/x-dosexec",
        "application/x-msi",
        "application/java-archive",
    },
)
_INLINE_IMAGES = frozenset(
    {"image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "image/avif", "image/bmp"}
)


def refuse_name(name: str) -> None:
    """Raise WrongMedia `file_type_refused` for a name that no content could make acceptable."""
    extension = extension_of(name)
    if extension in REFUSED_EXTENSIONS:
        raise WrongMedia("file_type_refused", name=name, extension=extension)


def accept(found: str, name: str, announced: str) -> str:
    """The type under which a file is kept, from what `sniff` found, its cleaned name and the announced media type.

    Raises WrongMedia: `file_type_differs` when name or announcement promise a picture, film or PDF and the bytes are
    none; `file_type_refused` for what is not accepted at all.
    """
    extension = extension_of(name)
    promised = {family for family, extensions in _FAMILIES.items() if extension in extensions}
    if not announced.lower().startswith("audio/"):
        promised |= {_family(announced)} & _FAMILIES.keys()
    if promised - {_family(found)}:
        raise WrongMedia("file_type_differs", name=name, found=found)
    refuse_name(name)
    if found in _REFUSED_TYPES:
        if found in {HTML, SVG, SCRIPT} and extension in _TEXT_EXTENSIONS:
            return PLAIN
        raise WrongMedia("file_type_refused", name=name, extension=extension or found)
    return found


def shown_inline(media_type: str) -> bool:
    """Whether a browser may show it in place; everything else is saved."""
    return (
        media_type in _INLINE_IMAGES
        or media_type in {"application/pdf", PLAIN, "text/csv"}
        or media_type.startswith(("audio/", "video/"))
    )


def _family(media_type: str) -> str:
    media_type = media_type.partition(";")[0].strip().lower()
    if media_type in {SVG, UNKNOWN}:
        return ""
    if media_type == "application/pdf":
        return "pdf"
    kind = media_type.partition("/")[0]
    return "film" if kind in {"video", "audio"} else kind
