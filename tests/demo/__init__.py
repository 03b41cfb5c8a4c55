"""The demo: three invented schools."""
