"""From where somebody tries: what is limited. It is kept as a keyed hash only."""

from ipaddress import IPv6Address, ip_address

WHOLE_NETWORK = 64  # bits of an IPv6 address that one customer of a provider can choose from


def network_of(address: str) -> str:
    """The address; of IPv6 the network, since who has one address there has all of it. What is no
    address counts as one sender."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if isinstance(found, IPv6Address):
        return f"{int(found) >> WHOLE_NETWORK:x}/{WHOLE_NETWORK}"
    return str(found)
