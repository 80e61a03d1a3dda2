package berth.core.access;

import berth.core.secret.SymmetricKeys;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// A shared access policy: a name, two keys and the rights they give.
///
/// @param <R> the kind of right: [Right] for a provisioning service, [HubRight] for a hub
public record AccessPolicy<R extends Enum<R>>(String name, SymmetricKeys keys, Set<R> rights) {
    public AccessPolicy {
        if (name.isEmpty() || name.length() > 64) {
            throw new IllegalArgumentException("a policy name has 1 to 64 characters");
        }
        rights = rights.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(rights));
    }
}
