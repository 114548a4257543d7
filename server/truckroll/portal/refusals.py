"""How the portal says no: without a word about what there is."""

from __future__ import annotations

from truckroll.foundation.refusals import Refusal


class UnknownLink(Refusal):
    """There is no such form or link, or it was taken back: both look alike."""

    code = "unknown_link"
    title = "This link does not work"
    http_status = 404
    what_to_do = "Ask the company for a new one."


class LinkExpired(Refusal):
    """The link was right once."""

    code = "link_expired"
    title = "This link has expired"
    http_status = 410
    what_to_do = "Ask the company for a new one."


class LinkNeeded(Refusal):
    """Nobody opened a link in this browser in the last half hour."""

    code = "link_needed"
    title = "Open your link again"
    http_status = 401
    what_to_do = "Open the link you were given once more."


class TooMany(Refusal):
    """Somebody tries too often."""

    code = "too_many"
    title = "Too many attempts"
    http_status = 429
    what_to_do = "Wait a minute and try again."


class FileNotTaken(Refusal):
    """The file is too large or of a kind nobody needs to see."""

    code = "file_not_taken"
    title = "This file cannot be taken"
    http_status = 422
    what_to_do = "Send a photo or a PDF of at most 10 MB."


class LinkUsed(Refusal):
    """The link was good for one choice."""

    code = "link_used"
    title = "A time was chosen already"
    http_status = 410
    what_to_do = "Call the company if it no longer suits you."


class WindowNotOffered(Refusal):
    """The window is none of those that were offered, or has passed."""

    code = "window_not_offered"
    title = "This time is not offered any more"
    what_to_do = "Choose another, or call the company."
