"""What the platform's own stores hold about people."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from strive.platform.privacy import (
    Basis,
    Beyond,
    By,
    Declared,
    End,
    Holding,
    NotPersonal,
    OwnReach,
    Where,
    Whose,
)
from strive.platform.ratelimit.policy import WINDOW_S_MAX

HOLDINGS: Final[tuple[Declared, ...]] = (
    Holding(
        Where.COLLECTION,
        "outbox",
        data="letters to be sent, with address and name; addresses links were asked for; "
        "ids of whose sessions end",
        why="to do what was asked for although the mail server or Valkey is away",
        basis=Basis.CONTRACT,
        kept="7 days after delivery, and 90 days after it failed for good",
        ends=(End(timedelta(days=7), "deliveredAt"), End(timedelta(days=90), "failedAt")),
        reach=OwnReach(),
    ),
    Holding(
        Where.COLLECTION,
        "limits",
        data="network addresses that an operator denied or allowed, and why",
        why="to keep attackers out",
        basis=Basis.INTERESTS,
        kept="until the time of a rule is over, or it is lifted",
        whose=Whose.READERS,
        reach=Beyond("an address of a network, without whose it is"),
    ),
    NotPersonal(Where.COLLECTION, "leases", "names of processes and what they do at the moment"),
    NotPersonal(
        Where.COLLECTION, "retentionRuns", "how much was removed from which store, and when"
    ),
    NotPersonal(Where.COLLECTION, "migrations", "which changes of the database were applied"),
    NotPersonal(Where.COLLECTION, "edgePurges", "addresses and tags of pages to take from the CDN"),
    Holding(
        Where.VALKEY,
        "{*:limits}:*",
        data="keyed digests of network addresses and accounts, with the times they asked",
        why="to limit who asks too often",
        basis=Basis.INTERESTS,
        kept="as long as the window of the limit: an hour at most as it comes, 31 days if changed",
        ends=(End(timedelta(hours=1), ""), End(timedelta(seconds=WINDOW_S_MAX), "")),
        whose=Whose.READERS,
        reach=Beyond("digests that nobody can be found by, and gone within the hour"),
    ),
    NotPersonal(Where.VALKEY, "page:*", "pages as everybody sees them"),
    NotPersonal(Where.VALKEY, "data:*", "parts of pages as everybody sees them"),
    NotPersonal(Where.VALKEY, "lock:*", "which part of the cache is made at the moment"),
    NotPersonal(Where.VALKEY, "*:purge*", "which pages changed"),
    NotPersonal(Where.VALKEY, "*:cache-report:*", "numbers of hits and misses"),
    NotPersonal(Where.VALKEY, "*:limits-report:*", "numbers of requests let in and refused"),
    NotPersonal(Where.VALKEY, "strive:jobs*", "names of jobs to do, without what they are about"),
    Holding(
        Where.STORAGE,
        "mail/*",
        data="letters as files under the data folder, only where no mail server is set",
        why="to read letters while developing",
        basis=Basis.INTERESTS,
        kept="30 days",
        ends=(End(timedelta(days=30), "", By.JOB),),
        reach=OwnReach(),
    ),
    Holding(
        Where.LOG,
        "standard error",
        data="network (/24, or /48 of IPv6), path and id of each request the page cache does not "
        "answer; an error may quote what it failed on",
        why="to find faults and attacks, and mend them",
        basis=Basis.INTERESTS,
        kept="as long as whoever runs the site keeps the output; Strive keeps none",
        whose=Whose.READERS,
        reach=Beyond("Strive writes it and keeps none of it"),
    ),
)
