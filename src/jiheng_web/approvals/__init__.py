"""The route of a filing, who moved it, what reviewers wrote on it."""
