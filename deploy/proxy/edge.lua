-- Purging for nginx, by numbers instead of lists of files.
--
-- Every purge has a number, one higher than the last. A page is kept under its address and the
-- number that was known before it was fetched, its generation; it is current as long as none of
-- its tags, nor its address, was purged under a higher number. So a purge costs nothing but the
-- note of it, what was read before a purge and stored after it is never served, and old files go
-- when nobody has asked for them for a day.

local edge = {}

local pages = ngx.shared.edge_pages    -- address -> "generation time tag tag ...", or "pass"
local purges = ngx.shared.edge_purges  -- tag or address -> number; "number": the last; "floor"

local PASS_S = 120  -- how long it is remembered that a page is not for everybody

local TRACKING = {}
for name in ([[
    fbclid gclid gbraid wbraid dclid gclsrc msclkid yclid twclid ttclid igshid li_fat_id mc_cid
    mc_eid _hsenc _hsmi mkt_tok vero_id oly_anon_id oly_enc_id wickedid s_kwcid epik srsltid _ga
    _gl ref_src
]]):gmatch("%S+") do
    TRACKING[name] = true
end

-- What is left to the one who asked, and to nobody who is answered with the same.
local OF_ONE_READER = {"RateLimit", "RateLimit-Policy"}

local function without_tracking(query)
    local kept = {}
    for part in query:gmatch("[^&]+") do
        local name = part:match("^[^=]*")
        if not TRACKING[name] and not name:find("^utm_[a-z_]+$") then
            kept[#kept + 1] = part
        end
    end
    return #kept > 0 and "?" .. table.concat(kept, "&") or ""
end

local function address(scheme, host, target)
    local path, query = target:match("^([^?]*)%??(.*)$")
    query = without_tracking(query)
    return scheme .. "://" .. host:lower() .. path .. query, path, query
end

local function is_current(known, key)
    local generation = tonumber(known:match("^%d+"))
    if generation < (purges:get("floor") or 0) or (purges:get(key) or 0) > generation then
        return nil
    end
    for tag in known:gmatch(" (%S+)") do
        if (purges:get("tag " .. tag) or 0) > generation then
            return nil
        end
    end
    return generation
end

-- Numbers begin with the time in milliseconds, so that they go on upwards after a restart.
function edge.begin()
    purges:add("number", math.floor(ngx.now() * 1000))
end

-- In the rewrite phase: say under which key the page is kept, if it is.
function edge.look_up()
    local key, path, query = address(ngx.var.scheme, ngx.var.host, ngx.var.request_uri)
    local known = pages:get(key)
    ngx.var.edge_key = key
    ngx.var.edge_bypass = known == "pass" and "1" or ""
    ngx.var.edge_generation = known and known ~= "pass" and is_current(known, key)
        or purges:get("number")
    ngx.req.set_uri_args(query:sub(2))
    ngx.req.set_header("Accept-Encoding", ngx.var.coding)
end

-- When the site has answered: remember the tags of what is stored, and what is for nobody else.
-- When the cache answers: tell how old that is, which nginx does not.
function edge.remember()
    local var = ngx.var
    local status = var.upstream_cache_status
    if status == "MISS" or status == "EXPIRED" then
        local control = (var.upstream_http_cache_control or ""):lower()
        if control:find("no-store", 1, true) or control:find("private", 1, true) then
            if ngx.status < 500 then
                pages:set(var.edge_key, "pass", PASS_S)
            end
        else
            local fetched = math.floor(ngx.now())
            local tags = var.upstream_http_xkey or ""
            pages:set(var.edge_key, table.concat({var.edge_generation, fetched, tags}, " "))
        end
    elseif status == "HIT" or status == "STALE" or status == "UPDATING" then
        for _, name in ipairs(OF_ONE_READER) do
            ngx.header[name] = nil
        end
        local fetched = tonumber((pages:get(var.edge_key) or ""):match("^%d+ (%d+)"))
        if fetched then
            local before = tonumber(var.upstream_http_age) or 0
            ngx.header["Age"] = before + math.floor(ngx.now()) - fetched
        end
    end
end

local function note(name)
    local number = purges:incr("number", 1)
    if not purges:safe_set(name, number) then
        purges:flush_all()  -- too many to remember: everything up to now is gone
        purges:flush_expired()
        purges:set("number", number)
        purges:set("floor", number)
    end
end

-- Answer PURGE and BAN to who knows the secret.
function edge.purge()
    local token = os.getenv("EDGE_TOKEN")
    local headers = ngx.req.get_headers()
    if token and token ~= "" and headers.authorization ~= "Bearer " .. token then
        return ngx.exit(ngx.HTTP_FORBIDDEN)
    end
    local method = ngx.req.get_method()
    if method == "PURGE" then
        local scheme = headers["x-forwarded-proto"] or "https"
        note((address(scheme, ngx.var.host, ngx.var.request_uri)))
    elseif method == "BAN" then
        for tag in (headers["xkey-purge"] or headers["xkey-softpurge"] or ""):gmatch("%S+") do
            note("tag " .. tag)
        end
    else
        return ngx.exit(ngx.HTTP_NOT_ALLOWED)
    end
    ngx.say("purged")
end

return edge
