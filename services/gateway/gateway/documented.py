"""How the answers of the API carry their descriptions into OpenAPI."""

from __future__ import annotations

from pydantic import ConfigDict

DOCUMENTED = ConfigDict(use_attribute_docstrings=True)
"""The text below a member is its description."""
