"""The JSON API: the same acts as the pages, for a bureau's own systems, with keys of persons."""
