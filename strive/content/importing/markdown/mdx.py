"""MDX without what is program in it: imports, exports, comments; pure."""

from __future__ import annotations

import re
from typing import Final

from strive.content.importing.code import without_code
from strive.content.importing.shield import Shield
from strive.content.importing.spans import rewrite_between

# Modules are imported and exported in paragraphs of their own (https://mdxjs.com/docs/what-is-mdx).
_MODULE: Final = re.compile(r"(?:^|(?<=\n\n))(?:import|export)\s[^\n]*(?:\n[^\n]+)*\n*")
_COMMENT: Final = re.compile(r"\{/\*")
_COMMENT_END: Final = re.compile(r"\*/\}")


def plain_mdx(text: str) -> str:
    """Return the text; components stay, of which the rendering shows what they enclose."""
    shield = Shield()
    text = without_code(text.replace("\x00", ""), shield).lstrip("\n")
    text = _MODULE.sub("", text).lstrip("\n")
    text = rewrite_between(text, _COMMENT, _COMMENT_END, lambda *_: "")
    return shield.restore(text)
