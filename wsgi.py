"""For any WSGI server: `granian --interface wsgi wsgi:app`. `selfeval serve` needs no such line."""

import os

from selfeval.commands.serve import work_beside
from selfeval.settings import Settings
from selfeval.web.app import create_app

os.umask(0o077)  # what is kept is for this account of the machine alone
app = create_app(Settings.from_environment())
for beside in work_beside(app.extensions["selfeval"]):
    beside.start()
