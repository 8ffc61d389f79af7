"""CloudFront as CloudFormation: what the linter and the seed say of it (CDN-3)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cfnlint.decode import cfn_yaml

from strive.platform.cache.asked import TRACKING
from strive.platform.cdn import Kind, read_cdn
from strive.platform.cdn.fields import LANGUAGES

TEMPLATE = Path(__file__).parent.parent.parent / "deploy/cdn/cloudfront.yaml"
LINTER = "import sys; from cfnlint.runner import main; sys.exit(main())"
RESOURCES = cfn_yaml.load(str(TEMPLATE))["Resources"]
CONFIG = RESOURCES["Distribution"]["Properties"]["DistributionConfig"]
BEHAVIORS = {each["PathPattern"]: each for each in CONFIG["CacheBehaviors"]}
EVERY_BEHAVIOR = {"*": CONFIG["DefaultCacheBehavior"], **BEHAVIORS}
POLICIES = {
    name: resource["Properties"]["CachePolicyConfig"]
    for name, resource in RESOURCES.items()
    if resource["Type"] == "AWS::CloudFront::CachePolicy"
}


def key_of(path: str):
    """Return what makes two requests below a path different to the cache."""
    policy = POLICIES[EVERY_BEHAVIOR[path]["CachePolicyId"]["Ref"]]
    return policy["ParametersInCacheKeyAndForwardedToOrigin"]


@pytest.mark.slow
def test_the_linter_finds_nothing():
    command = [sys.executable, "-c", LINTER, str(TEMPLATE)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, "")


def test_every_edge_location_takes_part_unless_told_otherwise():
    parameter = cfn_yaml.load(str(TEMPLATE))["Parameters"]["PriceClass"]
    assert parameter["Default"] == "PriceClass_All"
    assert len(parameter["AllowedValues"]) == 3


@pytest.mark.parametrize("path", EVERY_BEHAVIOR)
def test_plain_http_is_redirected_everywhere(path):
    assert EVERY_BEHAVIOR[path]["ViewerProtocolPolicy"] == "redirect-to-https"


@pytest.mark.parametrize("path", ["*", "/api/*", "/static/*", "/media/*"])
def test_what_is_text_is_compressed(path):
    assert EVERY_BEHAVIOR[path]["Compress"] is True
    assert key_of(path)["EnableAcceptEncodingBrotli"] is True
    assert key_of(path)["EnableAcceptEncodingGzip"] is True


@pytest.mark.parametrize("name", POLICIES)
def test_nothing_is_kept_but_what_the_site_allows(name):
    assert (POLICIES[name]["MinTTL"], POLICIES[name]["DefaultTTL"]) == (0, 0)
    assert POLICIES[name]["MaxTTL"] == 31536000


@pytest.mark.parametrize("path", ["*", "/api/*"])
def test_who_is_signed_in_is_apart(path):
    cookies = key_of(path)["CookiesConfig"]
    assert (cookies["CookieBehavior"], cookies["Cookies"]) == (
        "whitelist",
        [{"Ref": "SessionCookie"}],
    )


def test_what_is_left_to_one_reader_is_told_to_no_other():
    policy = RESOURCES[EVERY_BEHAVIOR["/api/*"]["ResponseHeadersPolicyId"]["Ref"]]["Properties"]
    removed = policy["ResponseHeadersPolicyConfig"]["RemoveHeadersConfig"]["Items"]
    assert [each["Header"] for each in removed] == ["RateLimit", "RateLimit-Policy"]


def test_who_shows_a_token_to_the_api_is_apart():
    assert key_of("/api/*")["HeadersConfig"]["Headers"] == ["Authorization"]


def test_parameters_of_campaigns_do_not_split_a_page():
    query = key_of("*")["QueryStringsConfig"]
    assert query["QueryStringBehavior"] == "allExcept"
    assert len(query["QueryStrings"]) <= 10, "the quota of CloudFront"
    assert all(TRACKING.fullmatch(name.encode()) for name in query["QueryStrings"])


def test_old_tls_is_refused_on_both_sides():
    assert CONFIG["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    assert CONFIG["Origins"][0]["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
    assert CONFIG["Origins"][0]["CustomOriginConfig"]["OriginSSLProtocols"] == ["TLSv1.2"]


def test_tags_are_read_where_the_site_writes_them():
    header = LANGUAGES[Kind.CLOUDFRONT].tags.decode()
    assert CONFIG["CacheTagConfig"]["HeaderName"].lower() == header


def test_the_setting_it_prints_is_one():
    output = cfn_yaml.load(str(TEMPLATE))["Outputs"]["Setting"]["Value"]["Fn::Sub"]
    settings = read_cdn(output.replace("${Distribution}", "EDFDVBD632BHDS5"))
    assert (settings.kind, settings.name) == (Kind.CLOUDFRONT, "EDFDVBD632BHDS5")


def test_the_worker_may_do_what_it_does_and_no_more():
    (statement,) = RESOURCES["MayPurge"]["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Action"] == "cloudfront:CreateInvalidation"
    assert statement["Resource"]["Fn::Sub"].endswith(":distribution/${Distribution}")
