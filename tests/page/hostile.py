"""Contracts whose titles, names and ids want to act on the page."""

from __future__ import annotations

import json
from typing import Any

PAYLOADS = (
    "<script>window.pwned=1</script>",
    "</style><script>window.pwned=1</script>",
    "</title></template><script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    '"><svg onload=window.pwned=1><title>',
    "</svg><iframe srcdoc='<script>top.pwned=1</script>'></iframe>",
    "<style>body{display:none}</style>",
    "' autofocus onfocus=window.pwned=1 x='",
    "<a href=javascript:window.pwned=1>x</a>",
    "<!-- --!><script>window.pwned=1</script>",
    "{{ 7 * 7 }}{% raw %}{{ page }}",
    "&lt;script&gt;window.pwned=1&lt;/script&gt;",
    "<meta http-equiv=refresh content='0;url=https://example.org'>",
    "<base href=https://example.org><form action=x><button>",
    "\u202egnp.exe \u2066x\u2069 \u200b\ufeff",
)


def hostile_snapshot() -> dict[str, Any]:
    """A contract for each payload, in every field of text that there is, with something to do."""
    template = json.dumps(
        {
            "id": "PAYLOAD",
            "title": "PAYLOAD",
            "client": {"id": "PAYLOAD", "name": "PAYLOAD"},
            "account_id": "PAYLOAD",
            "type": "fixed",
            "status": "active",
            "currency": "USD",
            "closing_planned": True,
            "milestones": [
                {
                    "id": "PAYLOAD",
                    "title": "PAYLOAD",
                    "state": "submitted",
                    "submissions": ["2026-03-01T12:00:00Z"],
                    "funded_amount": "120.00",
                    "paid_amount": "0.00",
                }
            ],
            "refund_request": {"requested_at": "2026-03-08T12:00:00Z", "amount": "120.00"},
        }
    )
    inside = [json.dumps(payload)[1:-1] for payload in PAYLOADS]
    return {
        "version": 1,
        "as_of": "2026-03-10T12:00:00Z",
        "platform": "upwork",
        "role": "freelancer",
        "contracts": [json.loads(template.replace("PAYLOAD", each)) for each in inside],
    }
