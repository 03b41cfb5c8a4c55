"""The README's tree is true, and no decision is missing from its index."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TREE = README.split("## Where things are")[1].split("```")[1]
DECISIONS = ROOT / "docs" / "decisions"


def folders() -> list[str]:
    """The folders of the tree, those that are set in below the one above."""
    listed, above = [], ""
    for indent, name in re.findall(r"^( *)([\w/.]+/|[\w/]+\.md) +\S", TREE, flags=re.M):
        above = above if indent else name
        listed.append(f"{above}{name}" if indent else name)
    return listed


@pytest.mark.parametrize("name", folders())
def test_what_the_tree_names_is_there(name: str) -> None:
    assert (ROOT / name).exists()


def test_no_folder_of_the_package_is_missing_from_the_tree() -> None:
    there = {
        f"selfeval/{path.name}/" for path in (ROOT / "selfeval").iterdir() if (path / "__init__.py").exists()
    }
    assert there <= set(folders())


def test_every_decision_stands_in_the_index_by_its_own_heading() -> None:
    text = (DECISIONS / "README.md").read_text("utf-8")
    index = dict(re.findall(r"^- \[(.+)\]\((\d{4}-[\w-]+\.md)\)$", text, re.M))
    first_lines = {path.name: path.read_text("utf-8").splitlines()[0] for path in DECISIONS.glob("0*.md")}
    headings = {line.removeprefix("# "): name for name, line in first_lines.items()}
    assert index == headings


@pytest.mark.parametrize(
    "page", sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").rglob("*.md")), ids=lambda p: p.name
)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)#\s]+)(?:#[\w-]*)?\)", page.read_text("utf-8")):
        if not link.startswith(("http", "mailto")):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
