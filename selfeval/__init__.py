"""Schools find out, honestly, whether everyone belongs there."""

import os

__version__ = "0.1.0"

# Numpy reads this when it is first imported. Small matrices need no threads that get in each other's way.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
