"""Pictures over many packages, each with its table and CSV; and the search over everything one may see."""
