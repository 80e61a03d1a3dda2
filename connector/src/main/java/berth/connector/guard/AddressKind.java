package berth.connector.guard;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/// What an address is for. Everything but [#PUBLIC] leads to places a stranger's URL must not
/// reach: this machine, its neighbours, the cloud's own services.
///
/// Source: the IANA registries of special-purpose addresses for IPv4 and IPv6; reliability, section
/// 4.3.
public enum AddressKind {
    /// "This host", the address of nobody.
    UNSPECIFIED("unspecified", "0.0.0.0/8", "::/128"),
    LOOPBACK("loopback", "127.0.0.0/8", "::1/128"),
    /// Also where clouds keep the services that hand out credentials to a machine. The last block
    /// is one address of Azure's hosts, which answers only to their own machines.
    LINK_LOCAL("link-local", "169.254.0.0/16", "fe80::/10", "168.63.129.16/32"),
    PRIVATE("private", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
    /// Carrier-grade NAT.
    SHARED("shared", "100.64.0.0/10"),
    /// IPv6 unique-local, and site-local of old.
    UNIQUE_LOCAL("unique-local", "fc00::/7", "fec0::/10"),
    MULTICAST("multicast", "224.0.0.0/4", "ff00::/8"),
    /// An IPv4 address in the clothes of an IPv6 one: compatible, mapped, translated, NAT64, 6to4,
    /// Teredo, ISATAP. The network takes them off again, so any place of IPv4 may be behind it.
    HIDDEN_IPV4(
            "an IPv4 address hidden in IPv6",
            "::/96",
            "::ffff:0:0:0/96",
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "2002::/16",
            "2001::/32"),
    /// For documentation, benchmarks, protocols and the future.
    RESERVED(
            "reserved",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "240.0.0.0/4",
            "2001:db8::/32",
            "3fff::/20"),
    PUBLIC("public", "0.0.0.0/0", "2000::/3");

    private static final int IPV6_BYTES = 16;

    private final String word;

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of immutable ranges
    private final List<AddressRange> ranges;

    AddressKind(String word, String... ranges) {
        this.word = word;
        this.ranges = Arrays.stream(ranges).map(AddressRange::of).toList();
    }

    /// The first kind with a block that holds `address`; the kinds are in this order for that
    /// reason. IPv6 outside of every block is not in use.
    public static AddressKind of(InetAddress address) {
        var bytes = address.getAddress();
        if (isMapped(bytes) || isIsatap(bytes)) {
            return HIDDEN_IPV4;
        }
        for (var kind : values()) {
            if (kind.ranges.stream().anyMatch(range -> range.contains(bytes))) {
                return kind;
            }
        }
        return RESERVED;
    }

    /// Completes "the address is".
    String word() {
        return word;
    }

    /// `::ffff:0:0/96`. The platform turns it into IPv4 wherever it can, so it cannot be written as
    /// a block; an address made from bytes may still be one.
    private static boolean isMapped(byte... address) {
        if (address.length != IPV6_BYTES) {
            return false;
        }
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[10] == (byte) 0xff && address[11] == (byte) 0xff;
    }

    /// Interface identifier `0000:5efe` or `0200:5efe` under any prefix. Source: RFC 5214, section
    /// 6.1.
    private static boolean isIsatap(byte... address) {
        return address.length == IPV6_BYTES
                && (address[8] & ~0x02) == 0
                && address[9] == 0
                && address[10] == 0x5e
                && address[11] == (byte) 0xfe;
    }
}
