"""For any WSGI server: `granian --interface wsgi wsgi:app`. `selfeval serve` needs no such line."""

import os

from selfeval.commands.serve import schedules
from selfeval.settings import Settings
from selfeval.store.database import Presence
from selfeval.web.app import create_app

os.umask(0o077)  # what is kept is for this account of the machine alone
app = create_app(Settings.from_environment())
presence = Presence(app.extensions["selfeval"].database)
presence.hold()
for beside in schedules(app.extensions["selfeval"], presence):
    beside.start()
