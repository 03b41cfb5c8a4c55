"""The blueprint of the operator's pages; the modules beside it add their views."""

from flask import Blueprint

pages = Blueprint("operate", __name__)
