"""
Connects to public addresses only.

What a provider tells us to load may come from whoever wrote: it must not reach
our own network. A name is resolved here, every address it stands for is
checked, and the connection goes to the address that was checked, so that a
second answer of the name server cannot lead elsewhere.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Collection, Iterable
from typing import Any

import httpcore

Resolve = Callable[[str, int], Iterable[str]]
"""Returns the addresses of a host."""


class NotPublic(httpcore.ConnectError):
    """The host is, or may be, inside our own network."""


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses that *host* stands for, in the system's order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def public(address: str) -> bool:
    """Tell whether *address* is on the public internet."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or _translated(found)
        if inner is not None:
            return public(str(inner))
    return found.is_global and not found.is_multicast and not found.is_reserved


def _translated(found: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the address inside one of NAT64 (RFC 6052)."""
    if found in ipaddress.IPv6Network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return None


class PublicOnly(httpcore.NetworkBackend):
    """Opens connections to public addresses, and to *own* hosts wherever they are."""

    def __init__(
        self, own: Collection[tuple[str, int]] = (), resolver: Resolve = resolve
    ) -> None:
        self._own = frozenset(own)
        self._resolve = resolver
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """
        Connect to the first address of *host* that answers.

        Raises:
            NotPublic: One of its addresses is not public.
        """
        failure: Exception = NotPublic(f"{host} has no address")
        for address in self._addresses(host, port):
            try:
                return self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = list(self._resolve(host, port))
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        if (host.lower(), port) not in self._own and not all(map(public, found)):
            raise NotPublic(f"{host} is not a public address")
        return found
