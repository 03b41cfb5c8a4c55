from __future__ import annotations

from tests.surveys.conftest import alder_vale

__all__ = ["alder_vale"]
