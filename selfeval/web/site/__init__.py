"""What every page stands on.

Access, sessions, forms, errors, headers, files, what a running application holds.
"""
