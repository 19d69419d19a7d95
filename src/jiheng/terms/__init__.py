"""The glossary as data: identifiers, their Chinese, what they measure."""

from jiheng.terms._terms import Term, TermKind, all_terms, chinese

__all__ = ["Term", "TermKind", "all_terms", "chinese"]
