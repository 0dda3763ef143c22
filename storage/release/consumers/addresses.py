"""Which addresses a webhook may reach: public ones, and those of networks the operator names."""

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from models.errors import BadSetting, ConsumerUnavailable

Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Sequence[str]]

# All of IPv6 that is assigned to hosts of the internet: https://www.iana.org/assignments/ipv6-address-space
GLOBAL_UNICAST = ip_network("2000::/3")
# Within the internet's addresses by the registry, yet the way to somewhere else.
DISGUISED = (
    ip_network("2001::/32"),  # Teredo: an IPv4 address inside
    ip_network("2002::/16"),  # 6to4: an IPv4 address inside
    ip_network("168.63.129.16/32"),  # https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
)


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Raises BadSetting."""
    try:
        return tuple(ip_network(text) for text in texts)
    except ValueError as error:
        raise BadSetting(f"allow_networks: {error}. Write a network as 10.1.0.0/16.") from error


def permitted(host: str, port: int, allowed: Sequence[Network], resolve: Resolve) -> list[str]:
    """Every address of the host, for the caller to connect to and to no other; raises ConsumerUnavailable if one is not permitted.

    A name that leads to a forbidden address beside good ones is somebody's attempt, so it is refused whole.
    """
    addresses = [_plain(ip_address(text)) for text in resolve(host, port)]
    for address in addresses:
        if not _may_be_reached(address, allowed):
            raise ConsumerUnavailable(
                f"{host} leads to {address}, which no webhook may reach. If that is meant, name its network under allow_networks."
            )
    return [str(address) for address in addresses]


def resolved(host: str, port: int) -> list[str]:
    """What the system's resolver says, each address once."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ConsumerUnavailable(f"{host} cannot be resolved: {error}. Check the name and the network.") from error
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


def _may_be_reached(address: IPv4Address | IPv6Address, allowed: Sequence[Network]) -> bool:
    if any(address in network for network in allowed):
        return True
    if isinstance(address, IPv6Address) and address not in GLOBAL_UNICAST:
        return False
    return address.is_global and not address.is_multicast and not any(address in network for network in DISGUISED)
