"""People, the tree of bodies they serve, and the roles they hold there."""
