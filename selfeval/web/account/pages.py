"""The blueprint of the pages about accounts; the modules beside it add their views."""

from flask import Blueprint

pages = Blueprint("account", __name__)
