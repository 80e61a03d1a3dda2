package berth.hub.live;

import berth.hub.registry.RoleBooks;

import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// What all hubs of a house share.
///
/// @param random must not be predictable, and safe for many threads
/// @param nanos as [System#nanoTime]
/// @param node this node's name
record LiveSetup(
        LiveStores stores,
        TelemetryIntake intake,
        RoleBooks roles,
        TrustedAuthorities authorities,
        LiveLimits limits,
        Denials denials,
        InstantSource clock,
        RandomGenerator random,
        LongSupplier nanos,
        String node) {}
