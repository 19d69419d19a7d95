"""The journal: every act, in an append-only chain of hashes."""
