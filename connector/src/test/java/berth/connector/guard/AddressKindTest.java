package berth.connector.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Random;

class AddressKindTest {
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, UNSPECIFIED",
        "0.1.2.3, UNSPECIFIED",
        "127.0.0.1, LOOPBACK",
        "127.255.255.254, LOOPBACK",
        "169.254.169.254, LINK_LOCAL",
        "168.63.129.16, LINK_LOCAL",
        "10.0.0.1, PRIVATE",
        "172.16.0.1, PRIVATE",
        "172.31.255.255, PRIVATE",
        "192.168.1.1, PRIVATE",
        "100.64.0.1, SHARED",
        "100.127.255.255, SHARED",
        "224.0.0.1, MULTICAST",
        "239.255.255.250, MULTICAST",
        "192.0.0.192, RESERVED",
        "192.0.2.1, RESERVED",
        "198.19.0.1, RESERVED",
        "203.0.113.1, RESERVED",
        "240.0.0.1, RESERVED",
        "255.255.255.255, RESERVED",
        "::, UNSPECIFIED",
        "::1, LOOPBACK",
        "fe80::1, LINK_LOCAL",
        "fec0::1, UNIQUE_LOCAL",
        "fd00:ec2::254, UNIQUE_LOCAL",
        "fc00::1, UNIQUE_LOCAL",
        "ff02::1, MULTICAST",
        "::7f00:1, HIDDEN_IPV4",
        "::ffff:0:a9fe:a9fe, HIDDEN_IPV4",
        "64:ff9b::a9fe:a9fe, HIDDEN_IPV4",
        "64:ff9b:1::a00:1, HIDDEN_IPV4",
        "2002:a00:1::, HIDDEN_IPV4",
        "2001:0:a00:1::1, HIDDEN_IPV4",
        "2600::5efe:a00:1, HIDDEN_IPV4",
        "2600::200:5efe:a00:1, HIDDEN_IPV4",
        "2001:db8::1, RESERVED",
        "3fff::1, RESERVED",
        "100::1, RESERVED",
        "4000::1, RESERVED",
        "5f00::1, RESERVED"
    })
    void everyPlaceAStrangerMustNotReachHasItsKind(String address, AddressKind kind) {
        assertThat(AddressKind.of(InetAddress.ofLiteral(address))).isEqualTo(kind);
        assertThat(AddressRules.PUBLIC_ONLY.refusal(InetAddress.ofLiteral(address))).isPresent();
    }

    /// The first address after a block and the last before it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0.0",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "168.63.129.15",
                "168.63.129.17",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2000::1",
                "2001:1::1",
                "2003::1",
                "2606:4700::1111"
            })
    void theNeighboursOfABlockArePublic(String address) {
        assertThat(AddressKind.of(InetAddress.ofLiteral(address))).isEqualTo(AddressKind.PUBLIC);
        assertThat(AddressRules.PUBLIC_ONLY.refusal(InetAddress.ofLiteral(address))).isEmpty();
    }

    @Test
    void aMappedAddressMadeOfBytesIsHidden() throws UnknownHostException {
        var bytes = new byte[16];
        bytes[10] = (byte) 0xff;
        bytes[11] = (byte) 0xff;
        bytes[12] = 93;

        assertThat(AddressKind.of(Inet6Address.getByAddress(null, bytes, -1)))
                .isEqualTo(AddressKind.HIDDEN_IPV4);
    }

    /// The platform makes IPv4 of it before anybody can look, so it is judged as that.
    @Test
    void aMappedAddressInATextIsJudgedAsIpv4() {
        assertThat(AddressKind.of(InetAddress.ofLiteral("::ffff:169.254.169.254")))
                .isEqualTo(AddressKind.LINK_LOCAL);
    }

    @Test
    void privateTooStillKeepsOutWhereCloudsHandOutCredentials() {
        assertThat(refusal("127.0.0.1")).isEmpty();
        assertThat(refusal("10.1.2.3")).isEmpty();
        assertThat(refusal("fd12::1")).isEmpty();
        assertThat(refusal("169.254.169.254"))
                .contains("the address 169.254.169.254 is link-local");
        assertThat(refusal("224.0.0.1")).isPresent();
        assertThat(refusal("0.0.0.0")).isPresent();
        assertThat(refusal("64:ff9b::a00:1")).isPresent();
    }

    private static Optional<String> refusal(String address) {
        return AddressRules.PRIVATE_TOO.refusal(InetAddress.ofLiteral(address));
    }

    /// Against arithmetic on whole numbers.
    @Test
    void aBlockHoldsExactlyTheAddressesWithItsPrefix() throws UnknownHostException {
        var random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            var base = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(base);
            base[0] |= 1; // never one of those that turn into IPv4
            int bits = random.nextInt(base.length * 8 + 1);
            var near = new BigInteger(1, base);
            for (int flips = random.nextInt(3); flips > 0; flips--) {
                near = near.flipBit(random.nextInt(base.length * 8));
            }
            int shift = base.length * 8 - bits;
            boolean same = near.shiftRight(shift).equals(new BigInteger(1, base).shiftRight(shift));
            var range =
                    AddressRange.of(InetAddress.getByAddress(base).getHostAddress() + "/" + bits);

            assertThat(range.contains(bytes(near, base.length))).isEqualTo(same);
            assertThat(range.contains(new byte[20 - base.length])).isFalse();
        }
    }

    private static byte[] bytes(BigInteger number, int length) {
        var bytes = new byte[length];
        var magnitude = number.toByteArray();
        for (int i = 0; i < Math.min(length, magnitude.length); i++) {
            bytes[length - 1 - i] = magnitude[magnitude.length - 1 - i];
        }
        return bytes;
    }
}
