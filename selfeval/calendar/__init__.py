"""The school's calendar: what time it is, school years, year groups.

Knows nothing of the rest of the project.
"""
