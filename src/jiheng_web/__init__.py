"""The web application: receives, remembers and asks for approval. It reads, scores and audits nothing itself.

Views check the right, bind the input, call one action or one engine function and answer; only ``actions``
modules write, each in one transaction with its line in the journal; rights are asked in ``rights``; the
engine is called through ``engine``.
"""
