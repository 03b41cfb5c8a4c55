"""Answering: the page of a questionnaire, the slip looked at, the ballot put in. No cookie, ever."""

from __future__ import annotations

