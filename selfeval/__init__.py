"""Schools find out, honestly, whether everyone belongs there."""

__version__ = "0.1.0"
