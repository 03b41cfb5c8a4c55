"""Pages on which pupils and staff answer: no cookie, no name, no address in a log."""
