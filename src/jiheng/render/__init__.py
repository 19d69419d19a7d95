"""Stage package; see docs/explanation."""
