package berth.endpoint.device;

import berth.core.resilience.TokenBucket.Rate;

import java.time.Duration;

/// What devices may ask of a node. What is over is refused with 429 or 503 before it costs a look
/// into the store or a signature.
///
/// @param registrationsPerScope registrations admitted
/// @param registrationsPerDevice registrations admitted of one registration ID
/// @param pollsPerDevice polls answered of one registration ID
/// @param failuresPerAddress failed authentications from one address
/// @param failuresPerDevice failed authentications as one registration ID
/// @param runningPerScopeMax operations that run; who comes then is to come later
/// @param atOnceMax requests of one kind at work at once (polls and all others are two kinds, so
///   that newcomers never keep those waiting that are half-way)
/// @param waitingMax requests of one kind that wait for a place
/// @param waitMax how long one waits, at most
/// @param answerMax how long an answer may take; what is at work then goes on without its device,
///   which finds the operation when it comes again
///
///   Source: reliability, section 10.
public record DeviceLimits(
        Rate registrationsPerScope,
        Rate registrationsPerDevice,
        Rate pollsPerDevice,
        Rate failuresPerAddress,
        Rate failuresPerDevice,
        int runningPerScopeMax,
        int atOnceMax,
        int waitingMax,
        Duration waitMax,
        Duration answerMax) {
    /// Room for a fleet that comes back after an outage.
    public static final DeviceLimits STANDARD = registrations(Rate.perMinute(60_000, 1_000));

    /// The quota of the original for one instance.
    public static final DeviceLimits AZURE = registrations(Rate.perMinute(1_000, 1_000));

    private static DeviceLimits registrations(Rate perScope) {
        return new DeviceLimits(
                perScope,
                Rate.perMinute(60, 60),
                Rate.perMinute(30, 10),
                Rate.perMinute(600, 600),
                Rate.perMinute(60, 60),
                10_000,
                256,
                1_024,
                Duration.ofSeconds(2),
                Duration.ofSeconds(5));
    }
}
