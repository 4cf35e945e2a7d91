"""Addresses: the key under which two addresses of one page are the same, and the site."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

# Parameters that say how a reader came, not what the page is.
_TRACKING = re.compile(
    r"utm_\w+|(?:fb|g|ms|dc|tw|yz|ttc|gb|wb)?cl(?:id|src)|fbclid|gclid|gbraid|wbraid|yclid|igshid|mc_[ce]id|mkt_tok|_ga|_gl|"
    r"ref_?src|cmpid|ocid|ncid|smid|s_cid|spm|at_(?:medium|campaign|custom\d|link_\w+)|ito|guccounter|guce_referrer\w*|"
    r"amp|outputType|__twitter_impression",
    re.IGNORECASE,
)
_DEFAULT_PORTS = {"http": "80", "https": "443", "": ""}


def url_key(url: str) -> str:
    """What addresses of the same page have in common, "" for what is no address.

    No scheme, the host in lower case, no default port, no fragment, no tracking parameters.

    >>> url_key("https://News.example.org:443/a?utm_source=x&id=7#top")
    'news.example.org/a?id=7'
    """
    parts = _split(url)
    if parts is None:
        return ""
    host = _host(parts)
    if not host:
        return ""
    port = _port(parts)
    kept = [pair for pair in parts.query.split("&") if pair and not _TRACKING.fullmatch(unquote(pair.split("=")[0]))]
    query = "?" + "&".join(kept) if kept else ""
    return f"{host}{':' + port if port else ''}{parts.path or '/'}{query}"


def host(url: str) -> str:
    """The host of an address in lower case, without ``www.``, "" for what is no address.

    >>> host("https://www.Example.org/a")
    'example.org'
    """
    parts = _split(url)
    return _host(parts).removeprefix("www.") if parts is not None else ""


def joined(base: str, url: str) -> str:
    """The address that `url` is on the page at `base`; `url` as it stands when one of the two is no address.

    >>> joined("https://a.example/b/c", "../d")
    'https://a.example/d'
    >>> joined("https://a.ex[mple/b", "/d")
    '/d'
    """
    try:
        return urljoin(base, url)
    except ValueError:
        return url


def _split(url: str) -> SplitResult | None:
    url = "".join(url.split())
    try:
        if url.startswith("//"):
            url = "http:" + url
        elif "://" not in url[:12]:
            url = "http://" + url if re.match(r"[\w-]+(\.[\w-]+)+(?=[/?#:]|$)", url) else ""
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} and parts.netloc else None


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").rstrip(".")


def _port(parts: SplitResult) -> str:
    port = parts.netloc.rpartition("@")[2].rpartition("]")[2].partition(":")[2]
    return port if port.isdigit() and port != _DEFAULT_PORTS[parts.scheme] else ""
