package berth.connector.guard;

import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// Which addresses may be called.
///
/// @param allowed kinds; each stands for all its blocks
public record AddressRules(Set<AddressKind> allowed) {
    /// For URLs that come from outside.
    public static final AddressRules PUBLIC_ONLY = new AddressRules(Set.of(AddressKind.PUBLIC));

    /// For functions in the operator's own network or on the developer's machine. Link-local stays
    /// out: no function lives there, but the cloud's credentials do.
    public static final AddressRules PRIVATE_TOO =
            new AddressRules(
                    EnumSet.of(
                            AddressKind.PUBLIC,
                            AddressKind.LOOPBACK,
                            AddressKind.PRIVATE,
                            AddressKind.SHARED,
                            AddressKind.UNIQUE_LOCAL));

    public AddressRules {
        allowed = Set.copyOf(allowed);
    }

    /// Why `address` must not be called, or nothing. The text is for operators.
    public Optional<String> refusal(InetAddress address) {
        var kind = AddressKind.of(address);
        return allowed.contains(kind)
                ? Optional.empty()
                : Optional.of(
                        "the address %s is %s".formatted(address.getHostAddress(), kind.word()));
    }
}
