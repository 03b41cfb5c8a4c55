"""Parts of the answering script, run without a browser: in the Node that comes with Playwright."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from playwright._impl._driver import compute_driver_executable

from selfeval.web.site.assets import FOLDER
from tests.browsers import PATIENCE

WINDOW = """
globalThis.window = globalThis;
globalThis.isSecureContext = true;
globalThis.location = new URL('https://school.example/a/abcdef/1');
const drawers = new Map();
globalThis.sessionStorage = new Proxy({
  getItem: (name) => drawers.get(name) ?? null,
  setItem: (name, text) => drawers.set(name, text),
  removeItem: (name) => drawers.delete(name),
}, {
  ownKeys: () => [...drawers.keys()],
  getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
});
"""
"""What the parts ask of a browser."""


def node() -> str:
    """Where it is."""
    return str(compute_driver_executable()[0])


def run_in_node(folder: Path, parts: list[str], code: str, before: str = "") -> Any:
    """What `code` prints as JSON, with these parts of the answering script before it."""
    own = [(FOLDER / "answering" / f"{part}.js").read_text(encoding="utf-8") for part in parts]
    script = folder / "tried.mjs"
    script.write_text("\n".join([WINDOW, before, *own, code]), encoding="utf-8")
    done = subprocess.run(
        [node(), str(script)], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
