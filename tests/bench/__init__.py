"""`make bench`: how fast and how heavy it is, each figure beside a plain one measured in the same run."""
