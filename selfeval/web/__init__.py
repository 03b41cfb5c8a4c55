"""Pages: a folder for each family of pages, and beside them what all of them stand on."""
