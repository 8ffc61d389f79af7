"""What must hold of the items of an archive, for anybody may have written it; pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from strive.content.drafts import Draft, check_draft
from strive.content.importing.records import CategoryRecord
from strive.content.importing.trees import ordered
from strive.content.post import BODY_BYTES_MAX, Post, Slug, Status
from strive.content.redirect import Redirect, checked
from strive.content.revision import Revision
from strive.content.rules import check_date, check_length, check_slug, check_text, is_id
from strive.content.settings import check_site
from strive.content.shelving import check_author, check_category
from strive.content.site import Site
from strive.content.taxonomy import CATEGORIES_MAX, Author, AuthorDraft, Category, CategoryDraft
from strive.media import Asset
from strive.platform.errors import Invalid, TooLarge

_NUMBER_MAX: Final = 1_000_000_000  # revisions, pixels and the like stay far below
_BY_CHARACTERS_MAX: Final = 200


def check_item(item: Struct) -> None:
    """Refuse an item that could not have been made here; raises `Invalid` or `TooLarge`."""
    check_text(item)
    _check_numbers(msgspec.to_builtins(item, builtin_types=(datetime,)))
    match item:
        case Post():
            _check_post(item)
        case Revision():
            _check_revision(item)
        case Author():
            _check_entry(item.id, item.slug, item.created_at, item.updated_at)
            check_author(AuthorDraft.of(item))
        case Category():
            _check_entry(item.id, item.slug, item.created_at, item.updated_at)
            check_category(CategoryDraft.of(item))
        case Redirect():
            check_date("date of the redirect", item.created_at)
            if checked(item) != item:
                raise Invalid(f"The redirect from {item.path[:100]!r} is not written as kept.")
        case Asset():
            check_date("date of the file", item.created_at)
            check_length("alternative text of the file", item.alt, 2_000)
        case Site():
            check_site(item)


def record_of(category: Category) -> CategoryRecord:
    """Return a category as far as its place is concerned."""
    return CategoryRecord(id=category.id, title="", parent=category.parent)


def parents_of(categories: list[CategoryRecord], here: list[CategoryRecord]) -> dict[str, str]:
    """Return the parent each category of an archive gets, beside those that are here.

    Circles are cut open, and what is nested too deep goes up.

    Raises:
        TooLarge: There would be more categories than a site may have.
    """
    named = {category.id for category in categories}
    others = [category for category in here if category.id not in named]
    if len(named) + len(others) > CATEGORIES_MAX:
        raise TooLarge(f"There would be more than {CATEGORIES_MAX:,} categories.")
    placed = ordered([*categories, *others])
    parents = {record.id: parent for record, parent, _ in placed if record.id in named}
    above = {other.id: other.parent for other in others} | parents  # others stay where they are
    for category_id in parents:
        if _is_below_itself(category_id, above):
            above[category_id] = parents[category_id] = ""
    return parents


def _is_below_itself(category_id: str, above: Mapping[str, str]) -> bool:
    seen = {category_id}
    while category_id := above.get(category_id, ""):
        if category_id in seen:
            return True
        seen.add(category_id)
    return False


def _check_numbers(value: Any) -> None:
    if isinstance(value, int) and abs(value) > _NUMBER_MAX:
        raise Invalid("It holds a number that is too large.")
    if isinstance(value, dict):
        value = list(value.values())
    for inner in value if isinstance(value, list) else ():
        _check_numbers(inner)


def _check_post(post: Post) -> None:
    check_draft(Draft.of(post))
    _check_entry(post.id, post.slug, post.created_at, post.updated_at)
    if post.status is not Status.DRAFT and post.published_at is None:
        raise Invalid(f"What is {post.status} needs a date of publication.")
    if not 1 <= post.revision <= _NUMBER_MAX:
        raise Invalid(f"There is no revision {post.revision}.")


def _check_revision(revision: Revision) -> None:
    if not is_id(revision.post) or not 1 <= revision.number <= _NUMBER_MAX:
        raise Invalid("The revision is of no post, or has no number.")
    check_length("name of who saved it", revision.by, _BY_CHARACTERS_MAX)
    check_date("date of the revision", revision.saved_at)
    if len(revision.draft.body.source.encode()) > BODY_BYTES_MAX:
        raise TooLarge(f"The text of a revision has more than {BODY_BYTES_MAX:,} bytes.")


def _check_entry(id_: str, slug: Slug, created_at: datetime, updated_at: datetime) -> None:
    if not is_id(id_):
        raise Invalid(f"{id_[:100]!r} is no id.")
    for name in (slug.current, *slug.previous):
        check_slug(name)
    check_date("date of creation", created_at)
    check_date("date of change", updated_at)
