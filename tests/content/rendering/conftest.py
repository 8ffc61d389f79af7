"""Bodies in each format, rendered."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from strive.content.post import Body, Format
from strive.content.rendering import render

Html = Callable[[Any], str]


@pytest.fixture
def html() -> Html:
    return lambda source: render(Body(source, Format.HTML)).html


@pytest.fixture
def markdown() -> Html:
    return lambda source: render(Body(source, Format.MARKDOWN)).html


@pytest.fixture
def portable_text() -> Html:
    return lambda blocks: render(Body(json.dumps(blocks), Format.PORTABLE_TEXT)).html
