package berth.cli.fleet;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What simulated devices have in common besides the address they call.
///
/// @param clock judges the dates in tokens only
/// @param random for the jitter of pauses; used by many threads
public record DeviceHabits(
        RetryRules retries, InstantSource clock, DeviceTime time, RandomGenerator random) {}
