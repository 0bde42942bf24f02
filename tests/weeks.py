"""Weeks of hours, as Upwork counts them: from Monday to Monday, UTC.

Source: https://support.upwork.com/hc/en-us/articles/211063698 and 211062158, see docs/sources.md.
"""

DAY = 86_400
WEEK = 7 * DAY
THURSDAY_TO_MONDAY = 4 * DAY
"""Instants are counted from a Thursday."""
DISPUTABLE = 5 * DAY
"""From the end of a week until that of the Friday after it."""


def hours_disputable_until(asked: int) -> int:
    """Until when hours can be disputed that were logged before an instant of the week: UTC seconds."""
    monday = ((asked - THURSDAY_TO_MONDAY) // WEEK + 1) * WEEK + THURSDAY_TO_MONDAY
    return monday + DISPUTABLE
