"""Ways through a long PDF: bookmarks beside its pages, and links from its contents to what they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pikepdf

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""
LEAST_BOOKMARKED = 3
"""Pages from which on a reader is shown the bookmarks."""


@dataclass
class HeadingLink:
    """A line that leads to a heading of the same document."""

    page: int
    target: str
    words: str
    """Where it leads, for those who hear it."""
    box: Box
    annotation: pikepdf.Object | None = None


@dataclass(frozen=True)
class Bookmark:
    """A heading, where it stands."""

    title: str
    level: int
    page: int
    top: float


@dataclass
class Navigation:
    """What is known of headings while pages are drawn. Places are (page from 0, points from its foot)."""

    bookmarks: list[Bookmark] = field(default_factory=list)
    headings: dict[str, tuple[int, float]] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    """Key of a heading -> the page that it stands on, from 1; known before anything is drawn."""


def add_links(pdf: pikepdf.Pdf, links: Sequence[HeadingLink], navigation: Navigation) -> None:
    """Makes the links work. Each knows its number in the tree of parents, which follows those of pages."""
    pages = [page.obj for page in pdf.pages]
    for key, link in enumerate(links, len(pages)):
        page, top = navigation.headings[link.target]
        link.annotation = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Link,
                Rect=pikepdf.Array(list(link.box)),
                Border=pikepdf.Array([0, 0, 0]),
                F=4,
                Contents=pikepdf.String(link.words),
                Dest=_destination(pages[page], top),
                StructParent=key,
            )
        )
        if "/Annots" not in pages[link.page]:
            pages[link.page].Annots = pikepdf.Array()
        pages[link.page].Annots.append(link.annotation)


def add_outline(pdf: pikepdf.Pdf, navigation: Navigation) -> None:
    """A bookmark for each heading, those below it inside it."""
    if len(pdf.pages) < LEAST_BOOKMARKED or not navigation.bookmarks:
        return
    pages = [page.obj for page in pdf.pages]
    with pdf.open_outline() as outline:
        above: list[tuple[int, pikepdf.OutlineItem]] = []
        for one in navigation.bookmarks:
            item = pikepdf.OutlineItem(one.title, destination=_destination(pages[one.page], one.top))
            item.is_closed = one.level > 1
            while above and above[-1][0] >= one.level:
                above.pop()
            (above[-1][1].children if above else outline.root).append(item)
            above.append((one.level, item))
    pdf.Root.PageMode = pikepdf.Name.UseOutlines


def _destination(page: pikepdf.Object, top: float) -> pikepdf.Array:
    return pikepdf.Array([page, pikepdf.Name.XYZ, 0, top, 0])
