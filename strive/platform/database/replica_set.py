"""A replica set of one: what transactions and change streams need of a single mongod."""

from __future__ import annotations

import asyncio
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.errors import ConnectionFailure, OperationFailure

Document = dict[str, Any]

HOST = "127.0.0.1"
POLL_S = 0.02
PASSING = {
    23,  # AlreadyInitialized: by the look before
    94,  # NotYetInitialized: its stored configuration is not loaded yet
    109,  # ConfigurationInProgress
}


class ReplicaSetError(Exception):
    """The data files belong to another replica set than the one asked for."""


async def ensure_replica_set(port: int, name: str) -> None:
    """Make the mongod on a loopback port the writable primary of a replica set of one.

    A new one is initiated. One that was last started on another port no longer finds itself in
    its configuration, so it is given the new address by force; its data stay. Waits as long as
    it takes: bound it with `asyncio.timeout`.

    Args:
        port: Where mongod listens, or soon will, on 127.0.0.1.
        name: Name of the set, as given to `mongod --replSet`.

    Raises:
        ReplicaSetError: The data belong to another set, or mongod refuses the configuration.
    """
    client: AsyncMongoClient[Document] = AsyncMongoClient(HOST, port, directConnection=True)
    try:
        await _until_answering(port)
        while True:
            if await _is_writable_primary(client, name, f"{HOST}:{port}"):
                return
            await asyncio.sleep(POLL_S)
    except OperationFailure as error:
        raise ReplicaSetError(str(error)) from error
    finally:
        await client.close()


async def _is_writable_primary(client: AsyncMongoClient[Document], name: str, host: str) -> bool:
    """Look, and configure what has to be; False asks for another look."""
    try:
        if (await client.admin.command("hello"))["isWritablePrimary"]:
            return True
        await _configure(client, name, host)
    except ConnectionFailure:
        pass  # loading its configuration, recovering, or in an election
    except OperationFailure as error:
        if error.code not in PASSING:
            raise
    return False


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
        await client.admin.command("replSetReconfig", moved, force=True)
