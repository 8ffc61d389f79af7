"""The `users` collection."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal

import msgspec

from strive.accounts.errors import EmailTaken
from strive.accounts.role import Role
from strive.accounts.user import User, UserStatus
from strive.platform.database import Database, Document, DuplicateKeyError, Index, Session

COLLECTION: Final = "users"
INDEXES: Final = {
    COLLECTION: [
        Index([("email", 1)], unique=True),
        Index([("createdAt", -1)]),
        Index([("lastActiveAt", -1)]),
        Index([("createdAt", -1), ("_id", -1)]),
        Index([("role", 1), ("status", 1), ("createdAt", -1), ("_id", -1)]),
        Index([("status", 1), ("createdAt", -1), ("_id", -1)]),
        Index([("nameKey", 1), ("_id", 1)]),
        Index([("role", 1), ("status", 1), ("nameKey", 1), ("_id", 1)]),
        Index([("role", 1), ("status", 1), ("email", 1)]),
        Index([("authorId", 1)], partial={"authorId": {"$gt": ""}}),
    ],
}
Key = Literal["email", "nameKey"]
"""What users are looked up by the beginning of."""

_ROLES: Final = [role.value for role in Role]
_STATUSES: Final = [status.value for status in UserStatus]
_LAST: Final = "\U0010ffff"  # comes after every character
_NEWEST: Final = [("createdAt", -1), ("_id", -1)]


class UserStore:
    """Reads and writes users; always from the primary, so that what was changed holds at once."""

    def __init__(self, database: Database) -> None:
        self._users = database.collection(COLLECTION, fresh=True)

    async def add(self, user: User, session: Session | None = None) -> None:
        """Add a user; raises `EmailTaken`."""
        try:
            await self._users.insert_one(_document(user), session=session)
        except DuplicateKeyError as error:
            raise EmailTaken("There is an account with this e-mail address already.") from error

    async def by_id(self, user_id: str) -> User | None:
        """Return a user."""
        return _user(await self._users.find_one({"_id": user_id}))

    async def by_email(self, email: str) -> User | None:
        """Return the user with an address (see `normalized_email`)."""
        return _user(await self._users.find_one({"email": email}))

    async def by_ids(self, ids: Sequence[str]) -> dict[str, User]:
        """Return those of the users there are, by id."""
        found = self._users.find({"_id": {"$in": list(ids)}})
        users = [_convert(document) async for document in found]
        return {user.id: user for user in users}

    async def change(self, user_id: str, **fields: Any) -> User | None:
        """Set fields (named as in `User`) of a user; return it as it is then.

        Raises:
            EmailTaken: The new address is another's.
        """
        names = {f.name: f.encode_name for f in msgspec.structs.fields(User)}
        changes = {names[name]: _plain(value) for name, value in fields.items()}
        if "name" in fields:
            changes["nameKey"] = name_key(fields["name"])
        try:
            document = await self._users.find_one_and_update(
                {"_id": user_id}, {"$set": changes}, return_document=True
            )
        except DuplicateKeyError as error:
            raise EmailTaken("There is an account with this e-mail address already.") from error
        return _user(document)

    async def note_active(self, user_id: str, at: datetime) -> None:
        """Keep when somebody was here last."""
        await self._users.update_one({"_id": user_id}, {"$set": {"lastActiveAt": at}})

    async def count(self, role: Role | None = None, status: UserStatus | None = None) -> int:
        """Count users, of a role and status."""
        query = _of(role, status)
        if not query:
            return await self._users.estimated_document_count()
        return await self._users.count_documents(query)

    async def newest(
        self,
        *,
        role: Role | None,
        status: UserStatus | None,
        after: tuple[datetime, str] | None,
        limit: int,
    ) -> list[User]:
        """Return users, newest first; `after` is `created_at` and id of the last one seen."""
        query = _of(role, status)
        if after is not None:
            moment, id_ = after
            query["createdAt"] = {"$lte": moment}
            query["$or"] = [{"createdAt": {"$lt": moment}}, {"_id": {"$lt": id_}}]
        found = self._users.find(query, sort=_NEWEST, limit=limit)
        return [_convert(document) async for document in found]

    async def beginning(  # noqa: PLR0913 - what users are chosen by
        self,
        key: Key,
        text: str,
        *,
        role: Role | None,
        status: UserStatus | None,
        after: tuple[str, str] | None,
        limit: int,
    ) -> list[User]:
        """Return users whose key begins with a text, in the order of the key; `after` it and id.

        However many begin so: an index has them in this order, also those of a role and status.
        """
        query, chosen = Document(), _of(role, status)
        order = [(key, 1)] if key == "email" else [(key, 1), ("_id", 1)]  # an address is one's own
        index = order
        if chosen:  # all that is not asked for is named, so that one index serves every choice
            query = {"role": {"$in": _ROLES}, "status": {"$in": _STATUSES}, **chosen}
            index = [("role", 1), ("status", 1), *order]
        query[key] = {"$gte": text, "$lt": text + _LAST}
        if after is not None:
            seen, id_ = after
            query[key]["$gte"] = max(seen, text)
            query["$or"] = [{key: {"$gt": seen}}, {"_id": {"$gt": id_}}]
        # Where few are of a status, the planner would rather look through all of a name.
        found = self._users.find(query, sort=order, limit=limit, hint=index)
        return [_convert(document) async for document in found]

    async def delete(self, user_id: str) -> bool:
        """Remove a user; False if there is none."""
        return (await self._users.delete_one({"_id": user_id})).deleted_count == 1


def name_key(name: str) -> str:
    """Return what names are looked up by."""
    return name.casefold()


def _of(role: Role | None, status: UserStatus | None) -> Document:
    query: Document = {}
    if role is not None:
        query["role"] = role.value
    if status is not None:
        query["status"] = status.value
    return query


def _document(user: User) -> Document:
    document: Document = msgspec.to_builtins(user, builtin_types=(datetime,))
    return {**document, "nameKey": name_key(user.name)}


def _convert(document: Document) -> User:
    return msgspec.convert(document, User)


def _user(document: Document | None) -> User | None:
    return _convert(document) if document else None


def _plain(value: Any) -> Any:
    return msgspec.to_builtins(value, builtin_types=(datetime,))
