package berth.connector.guard;

import java.net.InetAddress;

/// A block of addresses in the notation of RFC 4632 and RFC 4291: `10.0.0.0/8`, `fc00::/7`.
final class AddressRange {
    private final byte[] prefix;
    private final int bits;

    private AddressRange(byte[] prefix, int bits) {
        this.prefix = prefix;
        this.bits = bits;
    }

    /// @throws IllegalArgumentException when `text` is not a block
    static AddressRange of(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not a block of addresses: " + text);
        }
        var prefix = InetAddress.ofLiteral(text.substring(0, slash)).getAddress();
        int bits = Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > prefix.length * Byte.SIZE) {
            throw new IllegalArgumentException("not a block of addresses: " + text);
        }
        return new AddressRange(prefix, bits);
    }

    boolean contains(byte... address) {
        if (address.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += Byte.SIZE) {
            int counted = Math.min(Byte.SIZE, bits - bit);
            int mask = 0xff << (Byte.SIZE - counted);
            if (((address[bit / Byte.SIZE] ^ prefix[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
