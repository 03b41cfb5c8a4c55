"""Reading files of answers and of rolls, with a sentence for everything that is wrong in them."""
