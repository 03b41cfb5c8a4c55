"""The blueprint of the pages about people; the modules beside it add their views."""

from flask import Blueprint

pages = Blueprint("people", __name__)
