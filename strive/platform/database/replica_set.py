"""A replica set of one: what transactions and change streams need of a single mongod."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from pymongo import AsyncMongoClient
from pymongo.errors import ConnectionFailure, OperationFailure

if TYPE_CHECKING:
    from pymongo.asynchronous.database import AsyncDatabase

    Document = dict[str, Any]

HOST = "127.0.0.1"
POLL_S = 0.02
NOT_YET_INITIALIZED = 94  # MongoDB's error code for a member without a configuration


class ReplicaSetError(Exception):
    """The data files belong to another replica set than the one asked for."""


async def ensure_replica_set(port: int, name: str, *, timeout_s: float = 60.0) -> None:
    """Make the mongod on a loopback port the writable primary of a replica set of one.

    A new one is initiated. One that was last started on another port no longer finds itself in
    its configuration, so it is given the new address by force; its data stay.

    Args:
        port: Where mongod listens, or soon will, on 127.0.0.1.
        name: Name of the set, as given to `mongod --replSet`.
        timeout_s: How long all of it may take.

    Raises:
        ReplicaSetError: The data belong to a set of another name or of several members.
        TimeoutError: No writable primary in that time.
    """
    client: AsyncMongoClient[Document] = AsyncMongoClient(
        HOST, port, directConnection=True, serverSelectionTimeoutMS=int(timeout_s * 1000)
    )
    try:
        async with asyncio.timeout(timeout_s):
            await _until_answering(port)
            await _configure(client, name, f"{HOST}:{port}")
            await _until_writable(client.admin)
    finally:
        await client.close()


async def _until_answering(port: int) -> None:
    """Wait for the port itself: the driver would look again only every half second."""
    while True:
        try:
            _, writer = await asyncio.open_connection(HOST, port)
        except OSError:
            await asyncio.sleep(POLL_S)
        else:
            writer.close()
            return


async def _configure(client: AsyncMongoClient[Document], name: str, host: str) -> None:
    # Read from the data, not asked with replSetGetConfig: a member that has not loaded its
    # configuration yet answers that as if there were none.
    config = await client["local"]["system.replset"].find_one({})
    if config is None:
        members = [{"_id": 0, "host": host}]
        await client.admin.command("replSetInitiate", {"_id": name, "members": members})
        return
    members = config["members"]
    if config["_id"] != name or len(members) != 1:
        raise ReplicaSetError(
            f'the data belong to the replica set "{config["_id"]}" of {len(members)} member(s)'
        )
    if members[0]["host"] != host:
        moved = {**config, "version": config["version"] + 1}
        moved["members"] = [{**members[0], "host": host}]
        await _force(client, moved)


async def _force(client: AsyncMongoClient[Document], config: Document) -> None:
    while True:
        try:
            await client.admin.command("replSetReconfig", config, force=True)
        except OperationFailure as error:
            if error.code != NOT_YET_INITIALIZED:
                raise
            await asyncio.sleep(POLL_S)
        else:
            return


async def _until_writable(admin: AsyncDatabase[Document]) -> None:
    while True:
        with contextlib.suppress(ConnectionFailure):  # an election closes connections
            if (await admin.command("hello"))["isWritablePrimary"]:
                return
        await asyncio.sleep(POLL_S)
