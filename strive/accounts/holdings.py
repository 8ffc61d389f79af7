"""What the stores of accounts hold about people."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from strive.accounts.session import AGE_MAX
from strive.accounts.store.unclaimed import NEVER_CAME
from strive.platform.privacy import (
    Basis,
    Beyond,
    By,
    Declared,
    End,
    Fields,
    Holding,
    NotPersonal,
    OwnReach,
    Where,
    Whose,
)

HOLDINGS: Final[tuple[Declared, ...]] = (
    Holding(
        Where.COLLECTION,
        "users",
        data="e-mail address, name, picture, language, role, times of joining and last visit",
        why="to have an account and to reach its owner",
        basis=Basis.CONTRACT,
        kept="as long as there is the account; 90 days if somebody who was invited never came",
        ends=(End(timedelta(days=90), "createdAt", By.JOB, NEVER_CAME),),
        reach=Fields(by={"_id": "{id}"}, secret=frozenset({"nameKey", "reliedOn"})),
    ),
    Holding(
        Where.COLLECTION,
        "credentials",
        data="the hash of the password, and when it was changed; a random number that passkeys "
        "know the account by",
        why="to sign in",
        basis=Basis.CONTRACT,
        kept="as long as there is the account",
        reach=Fields(by={"_id": "{id}"}, secret=frozenset({"password", "handle"})),
    ),
    Holding(
        Where.COLLECTION,
        "secondFactors",
        data="the sealed secret of an authenticator app, digests of recovery codes, times of use",
        why="to sign in with a second factor",
        basis=Basis.CONTRACT,
        kept="until the factor is removed",
        reach=Fields(by={"_id": "{id}"}, secret=frozenset({"secret", "recovery"})),
    ),
    Holding(
        Where.COLLECTION,
        "passkeys",
        data="the public key of a passkey, its name, when it was made and last used",
        why="to sign in with a passkey",
        basis=Basis.CONTRACT,
        kept="until the passkey is removed",
        reach=Fields(
            by={"userId": "{id}"}, secret=frozenset({"publicKey", "credentialId", "handle"})
        ),
    ),
    NotPersonal(
        Where.COLLECTION,
        "passkeyChallenges",
        reason="digests of random numbers that browsers are asked to sign, kept for five minutes",
    ),
    Holding(
        Where.COLLECTION,
        "sessions",
        data="device, shortened network address, times of signing in and of the last use",
        why="to stay signed in, and to see and end one's sessions",
        basis=Basis.CONTRACT,
        kept="30 days at most, or until signing out",
        ends=(End(AGE_MAX, "expiresAt"),),
        reach=OwnReach(),
    ),
    Holding(
        Where.COLLECTION,
        "mailedLinks",
        data="e-mail address; of somebody who registers also name, language, hash of the password",
        why="to register, sign in, choose a new password or address by mail",
        basis=Basis.CONTRACT,
        kept="a day at most, or until it is used",
        ends=(End(timedelta(days=1), "expiresAt"),),
        reach=Fields(
            by={"userId": "{id}", "email": "{email}"}, secret=frozenset({"digest", "password"})
        ),
    ),
    Holding(
        Where.COLLECTION,
        "invitations",
        data="e-mail address, name and role of somebody invited",
        why="to let people in who were invited",
        basis=Basis.INTERESTS,
        kept="a day, or until it is used",
        ends=(End(timedelta(days=1), "expiresAt"),),
        reach=Fields(by={"userId": "{id}", "email": "{email}"}, secret=frozenset({"digest"})),
    ),
    Holding(
        Where.COLLECTION,
        "identities",
        data="at which other site somebody signs in, by which name it knows them, the e-mail "
        "address it told, when that was linked and last used",
        why="to sign in with what one has elsewhere",
        basis=Basis.CONTRACT,
        kept="until it is removed, or the account is",
        reach=Fields(by={"userId": "{id}"}, secret=frozenset({"seen"})),
    ),
    NotPersonal(
        Where.COLLECTION,
        "identityFlows",
        "digests of random numbers of who is on the way to another site to sign in",
    ),
    Holding(
        Where.COLLECTION,
        "apiTokens",
        data="the id of who made a token, its name, when it was made and last used",
        why="to let programs use the API, never for more than their maker may",
        basis=Basis.CONTRACT,
        kept="until the token is revoked",
        whose=Whose.MAKERS,
        reach=Fields(by={"madeBy": "{id}"}, secret=frozenset({"digest"})),
    ),
    Holding(
        Where.COLLECTION,
        "signInFailures",
        data="a digest of the address tried in vain, how often and when; ids of accounts and "
        "sessions with wrong codes",
        why="to slow down guessing of passwords and codes",
        basis=Basis.INTERESTS,
        kept="a day after the last attempt",
        ends=(End(timedelta(days=1), "at"),),
        reach=OwnReach(),
    ),
    Holding(
        Where.COLLECTION,
        "lettersSent",
        data="a digest of the address letters went to, and when",
        why="to flood nobody with letters that others ask for",
        basis=Basis.INTERESTS,
        kept="an hour after the last letter",
        ends=(End(timedelta(hours=1), "at"),),
        reach=OwnReach(),
    ),
    Holding(
        Where.COLLECTION,
        "audit",
        data="id and name of who did something, what, when, with which device and from which "
        "shortened network address; which fields were changed",
        why="to clear up abuse and mistakes",
        basis=Basis.INTERESTS,
        kept="365 days; until then entries are never changed",
        ends=(End(timedelta(days=365), "at", By.JOB),),
        reach=OwnReach(),
    ),
    Holding(
        Where.COLLECTION,
        "consents",
        data="the id of who agreed or objected to something, which words they saw, when, with "
        "which device and from which shortened network address",
        why="to keep to what people said, and to prove it",
        basis=Basis.INTERESTS,
        kept="as long as there is the account",
        reach=Fields(by={"person": "user:{id}"}),
    ),
    NotPersonal(
        Where.COLLECTION, "consentTexts", "the words people were asked with, without who was asked"
    ),
    Holding(
        Where.COLLECTION,
        "erasures",
        data="whom an erasure is about, until it is done; then when, by whom it was asked for, "
        "and from how many entries the person was taken",
        why="to erase people from everything, and to show that it was done",
        basis=Basis.CONTRACT,
        kept="the person as long as it takes, the receipt as long as there is the publication",
        reach=Fields(by={"askedBy": "{id}"}, secret=frozenset({"person"}), renamed=("askedBy",)),
    ),
    Holding(
        Where.VALKEY,
        "session:*",
        data="id, name and role of somebody signed in, by the digest of their session",
        why="to check a session fast",
        basis=Basis.CONTRACT,
        kept="as long as the session",
        reach=Beyond("comes from the collection sessions, and ends with the session"),
    ),
)
