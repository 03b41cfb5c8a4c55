"""The blueprint of the pages about what is kept; the modules beside it add their views."""

from flask import Blueprint

pages = Blueprint("keep", __name__)
