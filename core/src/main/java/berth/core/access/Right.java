package berth.core.access;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/// What a shared access policy may allow at the service operations endpoint. The wire spelling is
/// part of the contract: clients split the joined text on comma and space. Source: dps-service-api,
/// section 1.2.
public enum Right {
    SERVICE_CONFIG("ServiceConfig"),
    ENROLLMENT_READ("EnrollmentRead"),
    ENROLLMENT_WRITE("EnrollmentWrite"),
    DEVICE_CONNECT("DeviceConnect"),
    REGISTRATION_STATUS_READ("RegistrationStatusRead"),
    REGISTRATION_STATUS_WRITE("RegistrationStatusWrite");

    private final String spelling;

    Right(String spelling) {
        this.spelling = spelling;
    }

    public String spelling() {
        return spelling;
    }

    public static String join(Set<Right> rights) {
        return rights.stream().map(Right::spelling).collect(Collectors.joining(", "));
    }

    /// @throws IllegalArgumentException on a word that is no right
    public static Set<Right> parse(String joined) {
        var rights = EnumSet.noneOf(Right.class);
        for (var word : joined.split(",", -1)) {
            rights.add(
                    Arrays.stream(values())
                            .filter(right -> right.spelling.equalsIgnoreCase(word.strip()))
                            .findFirst()
                            .orElseThrow(
                                    () -> new IllegalArgumentException("no such right: " + word)));
        }
        return Collections.unmodifiableSet(rights);
    }
}
