"""The windows of `windows.py` in Lua: all of a request's at once, on Valkey's own clock.

A key holds a list of moments, the oldest first, in microseconds as text: as a number it would
lose its last digits on the way. What has left the window is found by bisection, for all of a
large quota may leave at once. Should the server's clock have gone back, moments that are still to
come are taken as now: so nobody waits longer than a window, and nobody gets more than the quota.
"""

from __future__ import annotations

from typing import Final

SERVER_CLOCK: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
"""
"""Defines `now`, in microseconds. Tests put another in its place, to choose the moments."""

_TAKE: Final = """
local stamp = string.format('%.0f', now)

local function moment(key, index)
  local found = redis.call('LINDEX', key, index)
  return found and tonumber(found)
end

local function mend(key)
  local index = -1
  local last = moment(key, index)
  while last and last > now do
    redis.call('LSET', key, index, stamp)
    index = index - 1
    last = moment(key, index)
  end
end

local function forget(key, before)
  local first = moment(key, 0)
  if not first or first > before then return first end
  local low, high = 1, redis.call('LLEN', key)
  while low < high do
    local middle = math.floor((low + high) / 2)
    if moment(key, middle) > before then high = middle else low = middle + 1 end
  end
  redis.call('LTRIM', key, low, -1)
  return moment(key, 0)
end

local spends, refused = {}, false
for i, key in ipairs(KEYS) do
  local spend = {
    quota = tonumber(ARGV[4 * i - 3]),
    window = tonumber(ARGV[4 * i - 2]),
    cost = tonumber(ARGV[4 * i - 1]),
  }
  mend(key)
  spend.first = forget(key, now - spend.window)
  spend.used = spend.first and redis.call('LLEN', key) or 0
  spend.fits = spend.used + spend.cost <= spend.quota
  refused = refused or not (spend.fits or ARGV[4 * i] == '1')
  spends[i] = spend
end

local answer = {now}
for i, key in ipairs(KEYS) do
  local spend, retry = spends[i], 0
  if not spend.fits then
    retry = moment(key, spend.used + spend.cost - spend.quota - 1) + spend.window - now
  elseif not refused then
    for _ = 1, spend.cost do redis.call('RPUSH', key, stamp) end
    redis.call('PEXPIRE', key, math.ceil(spend.window / 1000) + 1000)
    spend.used = spend.used + spend.cost
    spend.first = spend.first or now
  end
  answer[3 * i - 1] = math.max(0, spend.quota - spend.used)
  answer[3 * i] = spend.first and spend.first + spend.window - now or 0
  answer[3 * i + 1] = retry
end
return answer
"""

REFUND: Final = """
for i, key in ipairs(KEYS) do redis.call('LREM', key, -tonumber(ARGV[i + 1]), ARGV[1]) end
"""
"""Gives back of each key as many units of a moment (the first argument) as are said."""


def take(clock: str = SERVER_CLOCK) -> str:
    """Return the script; arguments are quota, window (µs), cost and shadow of each key."""
    return clock + _TAKE
