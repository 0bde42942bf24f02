"""What a browser may do with the page: its own style sheet and script, known by their hashes."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256


def security_policy(style: str, script: str) -> str:
    """The Content-Security-Policy of a page with this one style sheet and this one script.

    The texts must stand in their elements to the byte.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {_hash(style)}",
            f"script-src {_hash(script)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
