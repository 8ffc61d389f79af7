# Varnish as the edge of a site: a cache that obeys the site's Cache-Control, purges by tag and
# address. Needs Varnish 6.6 or later with its modules (Debian: varnish, varnish-modules; they are
# in the container image "varnish"). See docs/guides/cdn.md.
#
#   EDGE_TOKEN=... varnishd -f /etc/varnish/strive.vcl -s malloc,2G \
#       -a :80 -a /run/varnish.sock,PROXY -p http_gzip_support=off -p timeout_idle=60
#
# What to change is marked with "your". TLS is for who stands in front: hitch or HAProxy, speaking
# PROXY to the socket, or nginx on this machine, which sends X-Forwarded-Proto. Without gzip_support
# the br that the site has made passes through. The site needs STRIVE_TRUSTED_PROXIES with this
# machine's address, and STRIVE_CDN=purge+http://127.0.0.1:80?token=... with the same token.

vcl 4.1;

import proxy;
import std;
import xkey;

backend site {
    .host = "127.0.0.1";  # your web role
    .port = "8000";
    .connect_timeout = 2s;
    .first_byte_timeout = 30s;
    .between_bytes_timeout = 30s;
    .probe = {
        .url = "/readyz";
        .interval = 1s;
        .timeout = 2s;
        .window = 3;
        .threshold = 2;
        .initial = 2;
    }
}

# The same, to be asked all the same when it says that it is not ready: without its database it
# still has pages in its own cache.
backend site_in_need {
    .host = "127.0.0.1";  # your web role
    .port = "8000";
    .connect_timeout = 1s;
    .first_byte_timeout = 30s;
}

acl purgers {  # your networks of web roles and workers
    "127.0.0.0"/8;
    "10.0.0.0"/8;
    "172.16.0.0"/12;
    "192.168.0.0"/16;
    "::1";
    "fc00::"/7;
}

acl terminators {  # your proxies that speak TLS and send X-Forwarded-Proto
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.restarts == 0) {
        unset req.http.X-Edge;
        set req.backend_hint = site;
        if (!std.healthy(site)) {
            set req.backend_hint = site_in_need;
        }
        call forwarded;
        call normalized;
    } elsif (req.http.X-Edge == "fresh") {
        set req.grace = 0s;
    } else {
        set req.grace = 1d;
    }

    if (req.method == "PURGE" || req.method == "BAN") {
        call purging;
    }
    if (req.http.Upgrade ~ "(?i)websocket") {
        return (pipe);
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # Never an answer of the cache for who is signed in, nor theirs into the cache.
    if (req.http.Authorization || req.http.Cookie ~ "(^|;\s*)(__Host-)?session=") {
        return (pass);
    }
    return (hash);
}

# Say how the reader came; what the reader says of that is dropped. Varnish itself appends the
# reader's address to X-Forwarded-For.
sub forwarded {
    if (proxy.is_ssl()) {
        set req.http.X-Forwarded-Proto = "https";
    } elsif (remote.ip !~ terminators || req.http.X-Forwarded-Proto !~ "^https?$") {
        set req.http.X-Forwarded-Proto = "http";
    }
    if (remote.ip !~ terminators) {
        set req.http.X-Forwarded-For = client.ip;
    }
    unset req.http.Proxy;
}

# One spelling for what is the same: the host's case, parameters that only say where a reader came
# from, and codings.
sub normalized {
    set req.http.Host = req.http.Host.lower();
    if (req.url ~ "\?") {
        set req.url = regsuball(req.url, "([?&])(?:(?:utm_[a-z_]+|fbclid|gclid|gbraid|wbraid|dclid|gclsrc|msclkid|yclid|twclid|ttclid|igshid|li_fat_id|mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|vero_id|oly_anon_id|oly_enc_id|wickedid|s_kwcid|epik|srsltid|_ga|_gl|ref_src)(?:=[^&]*)?(?:&|$))+", "\1");
        set req.url = regsub(req.url, "[?&]$", "");
    }
    if (req.http.Accept-Encoding ~ "\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))") {
        set req.http.Accept-Encoding = "br";
    } elsif (req.http.Accept-Encoding ~ "\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))") {
        set req.http.Accept-Encoding = "gzip";
    } else {
        unset req.http.Accept-Encoding;
    }
}

# PURGE takes out one address, BAN all that bears a tag: at once, or softly, for a soft purge
# keeps a page for when the site fails and serves it once more while it is fetched.
sub purging {
    if (remote.ip !~ purgers || client.ip !~ purgers || req.http.X-Forwarded-For ~ ",") {
        return (synth(403));  # or it came through a proxy, from who knows where
    }
    if (std.getenv("EDGE_TOKEN") != "" &&
        req.http.Authorization != "Bearer " + std.getenv("EDGE_TOKEN")) {
        return (synth(403));
    }
    if (req.method == "PURGE") {
        return (purge);
    }
    if (req.http.xkey-softpurge) {
        return (synth(200, "Purged " + xkey.softpurge(req.http.xkey-softpurge)));
    }
    return (synth(200, "Purged " + xkey.purge(req.http.xkey-purge)));
}

sub vcl_hash {
    hash_data(req.http.X-Forwarded-Proto);
}

# A page that is past its time and may serve only in need is asked for anew; see vcl_deliver.
sub vcl_hit {
    if (obj.ttl <= 0s && obj.http.X-Edge-Stale == "in need" && !req.http.X-Edge &&
        std.healthy(req.backend_hint) && req.backend_hint == site) {
        set req.http.X-Edge = "fresh";
        return (restart);
    }
}

sub vcl_backend_fetch {
    unset bereq.http.X-Edge;
}

sub vcl_backend_response {
    if (beresp.status >= 500) {
        if (bereq.is_bgfetch) {
            return (abandon);  # what is stale stays
        }
        set beresp.ttl = 0s;
        set beresp.grace = 0s;
        set beresp.uncacheable = true;
        return (deliver);
    }
    # Varnish has made grace of stale-while-revalidate. In need a page may serve for a day.
    if (beresp.http.Cache-Control !~ "stale-while-revalidate") {
        set beresp.http.X-Edge-Stale = "in need";
    }
    if (beresp.grace < 1d) {
        set beresp.grace = 1d;
    }
    set beresp.keep = 1d;  # to ask with If-None-Match
    unset beresp.http.Cache-Status;
}

# The site has failed: answer with what is stale, if there is something.
sub vcl_deliver {
    if (resp.status >= 500 && req.http.X-Edge == "fresh") {
        set req.http.X-Edge = "stale";
        return (restart);
    }
    # RFC 9211
    if (obj.hits > 0 && req.http.X-Edge == "stale") {
        set resp.http.Cache-Status = "Edge; hit; detail=stale";
    } elsif (obj.hits > 0) {
        set resp.http.Cache-Status = "Edge; hit";
    } elsif (obj.uncacheable) {
        set resp.http.Cache-Status = "Edge; fwd=bypass";
    } else {
        set resp.http.Cache-Status = "Edge; fwd=miss";
    }
    if (obj.hits > 0) {  # what is left to somebody else
        unset resp.http.RateLimit;
        unset resp.http.RateLimit-Policy;
    }
    unset resp.http.xkey;
    unset resp.http.X-Edge-Stale;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
}

sub vcl_synth {
    set resp.http.Cache-Control = "no-store";
    set resp.http.Content-Type = "text/plain; charset=utf-8";
    if (resp.status == 503) {
        set resp.http.Retry-After = "5";
    }
    set resp.body = "" + resp.status + " " + resp.reason + {"
"};
    return (deliver);
}

sub vcl_backend_error {
    set beresp.http.Cache-Control = "no-store";
    set beresp.http.Content-Type = "text/plain; charset=utf-8";
    set beresp.http.Retry-After = "5";
    set beresp.body = {"The site is away for a moment. Please try again.
"};
    return (deliver);
}
