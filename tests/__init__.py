"""Tests. Each process has one thread for linear algebra: those of several processes wait for each other in a
loop that keeps the processor busy, and a table of sixty lines then takes fifty times as long."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
