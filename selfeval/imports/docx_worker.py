"""Reads paragraphs and tables of a Word file as a process of its own: a small one can ask for any memory.

The file comes in, its blocks go out as JSON: a paragraph is its text, a table a list of rows of cells.
"""

from __future__ import annotations

import io
import json
import sys

MEMORY = 768 * 2**20
"""Bytes of address space."""
SECONDS = 20
"""Of the processor."""
MOST_BLOCKS, MOST_CELLS = 5_000, 60_000


def blocks(data: bytes) -> list[object]:
    """Paragraphs and tables in the order of the page; a cell that spans columns stands once."""
    from docx import Document
    from docx.table import Table

    out: list[object] = []
    cells = 0
    for block in Document(io.BytesIO(data)).iter_inner_content():
        if not isinstance(block, Table):
            out.append(block.text)
        else:
            rows = []
            for row in block.rows:
                texts, before = [], None
                for cell in row.cells:
                    texts.append("" if cell._tc is before else cell.text)
                    before = cell._tc
                cells += len(texts)
                rows.append(texts)
            out.append(rows)
        if len(out) > MOST_BLOCKS or cells > MOST_CELLS:
            raise SystemExit(3)
    return out


if __name__ == "__main__":
    sys.stdout.write(json.dumps(blocks(sys.stdin.buffer.read())))
