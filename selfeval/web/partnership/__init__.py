"""What officers of a trust or an authority read: released figures of member schools, since each joined."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("partnership", __name__)
