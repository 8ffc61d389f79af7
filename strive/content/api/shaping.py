"""From content to what is sent of it; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from strive.content import post as content
from strive.content import taxonomy
from strive.content.api import shapes
from strive.content.highlighting import Segment
from strive.content.pages.urls import Urls
from strive.content.search import Hit
from strive.content.site import Link, Site
from strive.content.tree import Tree


@dataclass(frozen=True, slots=True)
class Shaping:
    """Gives things their whole addresses and their neighbours by name."""

    urls: Urls

    def image(self, image: content.Image | None) -> shapes.ImageShape | None:
        """Shape a picture."""
        if image is None:
            return None
        return shapes.ImageShape(
            url=self.urls.resolve(image.url),
            alt=image.alt,
            caption=image.caption,
            width=image.width or None,
            height=image.height or None,
        )

    def summary(
        self, post: content.PostSummary, tree: Tree, authors: Mapping[str, taxonomy.Author]
    ) -> shapes.PostSummary:
        """Shape a post of a list; names that have been removed meanwhile are left out."""
        return shapes.PostSummary(**self._of_both(post, tree, authors))

    def post(
        self, post: content.Post, tree: Tree, authors: Mapping[str, taxonomy.Author], language: str
    ) -> shapes.Post:
        """Shape a post whole; `language` is the site's."""
        rendered = post.rendered
        headings = (
            shapes.HeadingShape(id=heading.id, text=heading.text, level=heading.level)
            for heading in rendered.headings
        )
        return shapes.Post(
            **self._of_both(post, tree, authors),
            html=rendered.html,
            text=rendered.text,
            table_of_contents=list(headings),
            words=rendered.words,
            language=post.language or language,
            canonical_url=post.canonical_url,
            seo=self.seo(post.seo),
            created_at=post.created_at,
        )

    def seo(self, seo: content.Seo) -> shapes.SeoShape:
        """Shape what search engines are told."""
        return shapes.SeoShape(
            title=seo.title,
            description=seo.description,
            image=self.image(seo.image),
            social_title=seo.social_title,
            social_description=seo.social_description,
            no_index=seo.no_index,
        )

    def category(self, category: taxonomy.Category, tree: Tree, posts: int) -> shapes.Category:
        """Shape a category; `posts` is how many it has."""
        parent = tree.by_id(category.parent)
        return shapes.Category(
            id=category.id,
            title=category.title,
            slug=category.slug.current,
            url=self.urls.of(category.path),
            description=category.description,
            parent=self.category_link(parent) if parent else None,
            image=self.image(category.image),
            seo=self.seo(category.seo),
            posts=posts,
            updated_at=category.updated_at,
        )

    def author(self, author: taxonomy.Author, posts: int) -> shapes.Author:
        """Shape an author; `posts` is how many they have."""
        return shapes.Author(
            id=author.id,
            name=author.name,
            slug=author.slug.current,
            url=self.urls.of(author.path),
            bio=author.bio,
            image=self.image(author.image),
            website=author.website,
            location=author.location,
            social=list(author.social),
            posts=posts,
            updated_at=author.updated_at,
        )

    def hit(self, hit: Hit) -> shapes.Hit:
        """Shape a result of a search."""
        post = hit.post
        return shapes.Hit(
            id=post.id,
            kind=post.kind,
            title=post.title,
            slug=post.slug.current,
            url=self.urls.of(post.path),
            excerpt=post.excerpt,
            image=self.image(post.feature_image),
            published_at=post.published_at,
            highlighted_title=_segments(hit.title),
            highlighted_text=_segments(hit.snippet),
        )

    def site(self, site: Site) -> shapes.Site:
        """Shape the publication."""
        of = self.urls.of
        return shapes.Site(
            title=site.title,
            description=site.description,
            url=of("/"),
            language=site.language,
            time_zone=site.time_zone,
            logo=self.image(site.logo),
            icon=self.image(site.icon),
            image=self.image(site.social_image),
            accent=site.accent,
            navigation=self.links(site.navigation),
            footer=self.links(site.footer),
            social=self.links(site.social),
            feeds=shapes.Feeds(rss=of("/feed.xml"), atom=of("/atom.xml"), json=of("/feed.json")),
        )

    def links(self, links: Iterable[Link]) -> list[shapes.LinkShape]:
        """Shape a menu."""
        return [
            shapes.LinkShape(label=link.label, url=self.urls.resolve(link.url)) for link in links
        ]

    def author_link(self, author: taxonomy.Author) -> shapes.AuthorLink:
        """Shape what a post says of an author."""
        url = self.urls.of(author.path)
        return shapes.AuthorLink(id=author.id, name=author.name, slug=author.slug.current, url=url)

    def category_link(self, category: taxonomy.Category) -> shapes.CategoryLink:
        """Shape what a post says of a category."""
        return shapes.CategoryLink(
            id=category.id,
            title=category.title,
            slug=category.slug.current,
            url=self.urls.of(category.path),
        )

    def tag_link(self, tag: content.Tag) -> shapes.TagLink:
        """Shape what a post says of a tag."""
        return shapes.TagLink(name=tag.name, slug=tag.slug, url=self.urls.of(f"/tags/{tag.slug}"))

    def _of_both(
        self,
        post: content.Post | content.PostSummary,
        tree: Tree,
        authors: Mapping[str, taxonomy.Author],
    ) -> dict[str, Any]:
        """Return the fields that a post has in lists and alone."""
        return {
            "id": post.id,
            "title": post.title,
            "slug": post.slug.current,
            "url": self.urls.of(post.path),
            "status": post.status,
            "excerpt": post.excerpt,
            "image": self.image(post.feature_image),
            "authors": [self.author_link(authors[id_]) for id_ in post.author if id_ in authors],
            "categories": [self.category_link(entry) for entry in tree.by_ids(post.categories)],
            "tags": [self.tag_link(tag) for tag in post.tags],
            "featured": post.featured,
            "reading_minutes": post.reading_minutes,
            "published_at": post.published_at,
            "updated_at": post.updated_at,
        }


def _segments(segments: Iterable[Segment]) -> list[shapes.SegmentShape]:
    return [shapes.SegmentShape(text=piece.text, match=piece.is_match) for piece in segments]
