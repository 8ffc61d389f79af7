"""Keeping the site in order by API: the endpoints, with what is said of them.

All need `site:write`, but for the description of a file, which needs `media:write`.
"""

from __future__ import annotations

from typing import Any, Final

from strive.content.api import examples, writing_examples, writing_shapes
from strive.content.api import shapes as public
from strive.content.api import upkeep_examples as samples
from strive.content.api import upkeep_shapes as shapes
from strive.content.api.shaping import Shaping
from strive.content.api.upkeep_answers import Answers
from strive.content.api.upkeep_shelves import DELETION, Shelves
from strive.content.api.upkeep_site import REDIRECT, REDIRECTS, SiteUpkeep
from strive.content.file_uses import UsedBy
from strive.content.pages.urls import Urls
from strive.content.upkeep import Upkeep
from strive.kit.clock import Clock
from strive.media import Media
from strive.platform.ratelimit.standard import API
from strive.platform.web.api import Endpoint
from strive.platform.web.private import CURSOR, Group, json_body, told

TAG: Final = "upkeep"
_GROUP: Final = Group(TAG, API)
SCHEMA_TYPES: Final = (
    shapes.CategoryInput,
    shapes.AuthorInput,
    shapes.SettingsChanges,
    shapes.SettingsShape,
    shapes.RedirectInput,
    shapes.RedirectsInput,
    shapes.RedirectShape,
    shapes.ImportedShape,
    shapes.PathGone,
    shapes.WebhookInput,
    shapes.WebhookChanges,
    shapes.WebhookShape,
    shapes.NewWebhook,
    shapes.DeliveryShape,
    shapes.SendAgain,
    shapes.MediaChanges,
    shapes.FileUse,
    UsedBy,
)


def endpoints(upkeep: Upkeep, media: Media, *, base_url: str, clock: Clock) -> list[Endpoint]:
    """Return what answers, below `/api/v1`; `base_url` is the site's whole address."""
    answers = Answers(upkeep, media, Shaping(Urls(base_url.rstrip("/"))), clock)
    shelves, site = Shelves(answers), SiteUpkeep(answers)
    return [
        *_of_categories(shelves),
        *_of_authors(shelves),
        *_of_media(shelves),
        *_of_settings(site),
        *_of_redirects(site),
        *_of_webhooks(site),
    ]


def _of_categories(shelves: Shelves) -> list[Endpoint]:
    body = json_body(shapes.CategoryInput, samples.CATEGORY_INPUT)
    create, replace = shelves.create_category, shelves.replace_category
    handlers = (create, replace, shelves.delete_category)
    return _of_shelf("/categories", "a category", examples.CATEGORY, body, handlers)


def _of_authors(shelves: Shelves) -> list[Endpoint]:
    body = json_body(shapes.AuthorInput, samples.AUTHOR_INPUT)
    handlers = (shelves.create_author, shelves.replace_author, shelves.delete_author)
    return _of_shelf("/authors", "an author", examples.AUTHOR, body, handlers)


def _of_shelf(
    at: str,
    what: str,
    example: public.Category | public.Author,
    body: dict[str, Any],
    handlers: tuple[Any, Any, Any],
) -> list[Endpoint]:
    """Describe how one is added, changed whole and deleted."""
    one, (create, replace, delete) = type(example), handlers
    name, by_slug = one.__name__, f"{at}/{{slug}}"
    named = _named("slug", f"The slug of {what}, or the id", example.slug)
    made = told(one, example, f"Add {what}", status=201, errors=[409], body=body)
    saved = told(one, example, f"Change {what}", path=named, errors=[404, 409], body=body)
    return [
        _GROUP.endpoint("POST", at, create, f"create{name}", made),
        _GROUP.endpoint("PUT", by_slug, replace, f"replace{name}", saved),
        _gone(by_slug, delete, f"delete{name}", named, what),
    ]


def _of_media(shelves: Shelves) -> list[Endpoint]:
    named = _named("id", "The id of the file", writing_examples.MEDIA.id)
    body = json_body(shapes.MediaChanges, samples.MEDIA_CHANGES)
    changed = told(
        writing_shapes.MediaShape,
        writing_examples.MEDIA,
        "Describe a file",
        path=named,
        errors=[404],
        body=body,
    )
    gone = told(
        writing_shapes.Gone,
        writing_examples.GONE,
        "Delete a file",
        path=named,
        errors=[404, 409],
        parameters=DELETION,
    )
    uses = told(
        shapes.FileUse,
        samples.FILE_USE,
        "List where a file is used",
        path=named,
        errors=[404],
        many=True,
        meta={"total": {"type": "integer", "description": "How many there are", "examples": [1]}},
    )
    at = "/media/{id}"
    return [
        _GROUP.endpoint("PATCH", at, shelves.change_media, "changeMedia", changed),
        _GROUP.endpoint("DELETE", at, shelves.delete_media, "deleteMedia", gone),
        _GROUP.endpoint("GET", f"{at}/uses", shelves.list_uses, "listMediaUses", uses),
    ]


def _of_settings(site: SiteUpkeep) -> list[Endpoint]:
    body = json_body(shapes.SettingsChanges, samples.SETTINGS_CHANGES)
    one, example = shapes.SettingsShape, samples.SETTINGS
    got = told(one, example, "Get the settings")
    changed = told(one, example, "Change settings and menus", body=body)
    return [
        _GROUP.endpoint("GET", "/settings", site.get_settings, "getSettings", got),
        _GROUP.endpoint("PATCH", "/settings", site.change_settings, "changeSettings", changed),
    ]


def _of_redirects(site: SiteUpkeep) -> list[Endpoint]:
    one, example, at = shapes.RedirectShape, samples.REDIRECT, "/redirects"
    listed = told(
        one, example, "List redirects", parameters=REDIRECTS, many=True, meta={"nextCursor": CURSOR}
    )
    body = json_body(shapes.RedirectInput, samples.REDIRECT_INPUT)
    made = told(one, example, "Add a redirect", status=201, body=body)
    many = json_body(shapes.RedirectsInput, samples.REDIRECTS_INPUT)
    taken = told(shapes.ImportedShape, samples.IMPORTED, "Add many redirects", body=many)
    gone = told(
        shapes.PathGone,
        samples.PATH_GONE,
        "Remove a redirect",
        parameters=REDIRECT,
        errors=[404],
    )
    return [
        _GROUP.endpoint("GET", at, site.list_redirects, "listRedirects", listed),
        _GROUP.endpoint("POST", at, site.save_redirect, "saveRedirect", made),
        _GROUP.endpoint("DELETE", at, site.delete_redirect, "deleteRedirect", gone),
        _GROUP.endpoint("POST", f"{at}/import", site.import_redirects, "importRedirects", taken),
    ]


def _of_webhooks(site: SiteUpkeep) -> list[Endpoint]:
    one, example = shapes.WebhookShape, samples.WEBHOOK
    at, by_id = "/webhooks", "/webhooks/{id}"
    named = _named("id", "The id of the webhook", example.id)
    listed = told(one, example, "List webhooks", many=True)
    body = json_body(shapes.WebhookInput, samples.WEBHOOK_INPUT)
    made = told(shapes.NewWebhook, samples.NEW_WEBHOOK, "Add a webhook", status=201, body=body)
    changes = json_body(shapes.WebhookChanges, samples.WEBHOOK_CHANGES)
    changed = told(one, example, "Change a webhook", path=named, errors=[404], body=changes)
    sent = told(
        shapes.DeliveryShape,
        samples.DELIVERY,
        "List deliveries",
        path=named,
        errors=[404],
        many=True,
    )
    which = json_body(shapes.SendAgain, samples.SEND_AGAIN)
    again = told(
        shapes.DeliveryShape, samples.DELIVERY, "Send again", path=named, errors=[404], body=which
    )
    deliveries = f"{by_id}/deliveries"
    return [
        _GROUP.endpoint("GET", at, site.list_webhooks, "listWebhooks", listed),
        _GROUP.endpoint("POST", at, site.create_webhook, "createWebhook", made),
        _GROUP.endpoint("PATCH", by_id, site.change_webhook, "changeWebhook", changed),
        _gone(by_id, site.delete_webhook, "deleteWebhook", named, "a webhook"),
        _GROUP.endpoint("GET", deliveries, site.list_deliveries, "listDeliveries", sent),
        _GROUP.endpoint("POST", deliveries, site.send_again, "sendAgain", again),
    ]


def _named(name: str, words: str, example: str) -> dict[str, tuple[str, str]]:
    return {name: (words, example)}


def _gone(
    path: str, handler: Any, name: str, named: dict[str, tuple[str, str]], what: str
) -> Endpoint:
    gone = told(
        writing_shapes.Gone, writing_examples.GONE, f"Delete {what}", path=named, errors=[404]
    )
    return _GROUP.endpoint("DELETE", path, handler, name, gone)
