"""The self-evaluation of a school: indicators rated, levels of areas."""
