"""Keeping the site in order by API: the endpoints, with what is said of them.

All need `site:write`, but for the description of a file, which needs `media:write`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from strive.content.api import examples, writing_examples, writing_shapes
from strive.content.api import shapes as public
from strive.content.api import upkeep_examples as samples
from strive.content.api import upkeep_shapes as shapes
from strive.content.api.shaping import Shaping
from strive.content.api.upkeep_answers import Answers
from strive.content.api.upkeep_shelves import Shelves
from strive.content.api.upkeep_site import REDIRECT, REDIRECTS, SiteUpkeep
from strive.content.api.writing_describing import json_body, told
from strive.content.api.writing_lists import CURSOR
from strive.content.pages.urls import Urls
from strive.content.upkeep import Upkeep
from strive.kit.clock import Clock
from strive.media import Media
from strive.platform.ratelimit.standard import API
from strive.platform.web.api import Endpoint

TAG: Final = "upkeep"
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
)
_BODY: Final = (413, 415)


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
    named = _named("slug", "The slug of the category, or its id", examples.CATEGORY.slug)
    one, example, at = public.Category, examples.CATEGORY, "/categories"
    made = _told(one, example, "Add a category", status=201, errors=[409], body=body)
    saved = _told(one, example, "Change a category", path=named, errors=[404, 409], body=body)
    return [
        _endpoint("POST", at, shelves.create_category, "createCategory", made),
        _endpoint("PUT", f"{at}/{{slug}}", shelves.replace_category, "replaceCategory", saved),
        _gone(f"{at}/{{slug}}", shelves.delete_category, "deleteCategory", named, "a category"),
    ]


def _of_authors(shelves: Shelves) -> list[Endpoint]:
    body = json_body(shapes.AuthorInput, samples.AUTHOR_INPUT)
    named = _named("slug", "The slug of the author, or their id", examples.AUTHOR.slug)
    one, example, at = public.Author, examples.AUTHOR, "/authors"
    made = _told(one, example, "Add an author", status=201, errors=[409], body=body)
    saved = _told(one, example, "Change an author", path=named, errors=[404, 409], body=body)
    return [
        _endpoint("POST", at, shelves.create_author, "createAuthor", made),
        _endpoint("PUT", f"{at}/{{slug}}", shelves.replace_author, "replaceAuthor", saved),
        _gone(f"{at}/{{slug}}", shelves.delete_author, "deleteAuthor", named, "an author"),
    ]


def _of_media(shelves: Shelves) -> list[Endpoint]:
    named = _named("id", "The id of the file", writing_examples.MEDIA.id)
    body = json_body(shapes.MediaChanges, samples.MEDIA_CHANGES)
    changed = _told(
        writing_shapes.MediaShape,
        writing_examples.MEDIA,
        "Describe a file",
        path=named,
        errors=[404],
        body=body,
    )
    at = "/media/{id}"
    return [
        _endpoint("PATCH", at, shelves.change_media, "changeMedia", changed),
        _gone(at, shelves.delete_media, "deleteMedia", named, "a file"),
    ]


def _of_settings(site: SiteUpkeep) -> list[Endpoint]:
    body = json_body(shapes.SettingsChanges, samples.SETTINGS_CHANGES)
    one, example = shapes.SettingsShape, samples.SETTINGS
    got = _told(one, example, "Get the settings")
    changed = _told(one, example, "Change settings and menus", body=body)
    return [
        _endpoint("GET", "/settings", site.get_settings, "getSettings", got),
        _endpoint("PATCH", "/settings", site.change_settings, "changeSettings", changed),
    ]


def _of_redirects(site: SiteUpkeep) -> list[Endpoint]:
    one, example, at = shapes.RedirectShape, samples.REDIRECT, "/redirects"
    listed = _told(
        one, example, "List redirects", parameters=REDIRECTS, many=True, meta={"nextCursor": CURSOR}
    )
    body = json_body(shapes.RedirectInput, samples.REDIRECT_INPUT)
    made = _told(one, example, "Add a redirect", status=201, body=body)
    many = json_body(shapes.RedirectsInput, samples.REDIRECTS_INPUT)
    taken = _told(shapes.ImportedShape, samples.IMPORTED, "Add many redirects", body=many)
    gone = _told(
        shapes.PathGone,
        samples.PATH_GONE,
        "Remove a redirect",
        parameters=REDIRECT,
        errors=[404],
    )
    return [
        _endpoint("GET", at, site.list_redirects, "listRedirects", listed),
        _endpoint("POST", at, site.save_redirect, "saveRedirect", made),
        _endpoint("DELETE", at, site.delete_redirect, "deleteRedirect", gone),
        _endpoint("POST", f"{at}/import", site.import_redirects, "importRedirects", taken),
    ]


def _of_webhooks(site: SiteUpkeep) -> list[Endpoint]:
    one, example = shapes.WebhookShape, samples.WEBHOOK
    at, by_id = "/webhooks", "/webhooks/{id}"
    named = _named("id", "The id of the webhook", example.id)
    listed = _told(one, example, "List webhooks", many=True)
    body = json_body(shapes.WebhookInput, samples.WEBHOOK_INPUT)
    made = _told(shapes.NewWebhook, samples.NEW_WEBHOOK, "Add a webhook", status=201, body=body)
    changes = json_body(shapes.WebhookChanges, samples.WEBHOOK_CHANGES)
    changed = _told(one, example, "Change a webhook", path=named, errors=[404], body=changes)
    sent = _told(
        shapes.DeliveryShape,
        samples.DELIVERY,
        "List deliveries",
        path=named,
        errors=[404],
        many=True,
    )
    which = json_body(shapes.SendAgain, samples.SEND_AGAIN)
    again = _told(
        shapes.DeliveryShape, samples.DELIVERY, "Send again", path=named, errors=[404], body=which
    )
    deliveries = f"{by_id}/deliveries"
    return [
        _endpoint("GET", at, site.list_webhooks, "listWebhooks", listed),
        _endpoint("POST", at, site.create_webhook, "createWebhook", made),
        _endpoint("PATCH", by_id, site.change_webhook, "changeWebhook", changed),
        _gone(by_id, site.delete_webhook, "deleteWebhook", named, "a webhook"),
        _endpoint("GET", deliveries, site.list_deliveries, "listDeliveries", sent),
        _endpoint("POST", deliveries, site.send_again, "sendAgain", again),
    ]


def _named(name: str, words: str, example: str) -> dict[str, tuple[str, str]]:
    return {name: (words, example)}


def _told(
    shape: type, example: Any, summary: str, *, errors: Sequence[int] = (), **more: Any
) -> dict[str, Any]:
    if "body" in more:
        errors = [*errors, *_BODY]
    return told(shape, example, summary, errors=errors, **more)


def _gone(
    path: str, handler: Any, name: str, named: dict[str, tuple[str, str]], what: str
) -> Endpoint:
    gone = _told(
        writing_shapes.Gone, writing_examples.GONE, f"Delete {what}", path=named, errors=[404]
    )
    return _endpoint("DELETE", path, handler, name, gone)


def _endpoint(method: str, path: str, handler: Any, name: str, details: dict[str, Any]) -> Endpoint:
    return Endpoint(path, handler, name, TAG, details, API, method)
