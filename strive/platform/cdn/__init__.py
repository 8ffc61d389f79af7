"""The CDN in front of the site.

`settings` says which it is, `fields` what responses tell it, `edge` has purges sent to it, and
`opening` opens all that. Settings are read by every command, so this face names them alone.
"""

from __future__ import annotations

from strive.platform.cdn.settings import SCHEMES, CdnSettings, Kind, problem_with, read_cdn

__all__ = ["SCHEMES", "CdnSettings", "Kind", "problem_with", "read_cdn"]
