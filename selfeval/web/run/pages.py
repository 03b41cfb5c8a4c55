"""The blueprint of the pages that run a survey; the modules beside it add their views."""

from flask import Blueprint

pages = Blueprint("run", __name__)
