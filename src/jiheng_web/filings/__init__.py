"""The year's task, and the packages that bodies fill for it."""
