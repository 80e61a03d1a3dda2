package berth.endpoint.device;

import berth.core.attestation.Evidence;
import berth.core.audit.Caller;
import berth.core.error.Refusal;
import berth.core.error.StoreUnavailable;
import berth.core.id.ByteString;
import berth.core.registration.DeviceConnection.ConnectCommand;
import berth.core.secret.Secret;
import berth.core.tpm.AuthenticationKey;
import berth.core.tpm.TpmIdentity;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;

/// Challenges a TPM before its first request, for protocols that prove identity at the start of a
/// connection. Whoever asks gets a blob of the same look; whether it can be answered, and what that
/// opens, is found out when the token comes: [DeviceOperations#connect]. Blocks; safe for many
/// callers at once.
///
/// Source: dps-device-protocol, section 3.3.
public final class TpmChallenges {
    private static final Logger LOG = LoggerFactory.getLogger(TpmChallenges.class);

    private final BiFunction<ConnectCommand, Evidence.TpmKeys, ByteString> answer;
    private final DeviceGuard guard;
    private final DeviceAnswers answers;
    private final RandomGenerator random;

    /// Takes the core's use case by its method: `ChallengeTpm::answer`.
    ///
    /// @param guard stands before it: a challenge costs as much as a registration and counts as one
    /// @param random cryptographically strong
    public TpmChallenges(
            BiFunction<ConnectCommand, Evidence.TpmKeys, ByteString> answer,
            DeviceGuard guard,
            DeviceAnswers answers,
            RandomGenerator random) {
        this.answer = answer;
        this.guard = guard;
        this.answers = answers;
        this.random = random;
    }

    /// What to challenge a TPM with.
    ///
    /// @param scope as the device wrote it
    /// @param registrationId as the device wrote it
    /// @param endorsementKey as the device sent it, unjudged
    /// @param storageRootKey as the device sent it, unjudged
    /// @param source the address of the caller
    /// @return at most [AuthenticationKey#BLOB_BYTES_MAX] bytes, whatever went wrong: a device that
    ///   cannot be served fails with its token
    public ByteString challenge(
            String scope,
            String registrationId,
            ByteString endorsementKey,
            ByteString storageRootKey,
            String source) {
        return switch (DeviceAddress.parse(scope, registrationId)) {
            case DeviceAddress.Parsed.Address(var address) ->
                    challenge(
                            address, new Evidence.TpmKeys(endorsementKey, storageRootKey), source);
            case DeviceAddress.Parsed.Refused _ -> nobodys();
        };
    }

    private ByteString challenge(DeviceAddress address, Evidence.TpmKeys shown, String source) {
        var caller = new Caller("device:" + address.spelling(), source, answers.freshTrackingId());
        var command =
                new ConnectCommand(
                        address.scope(),
                        address.registrationId(),
                        address.spelling(),
                        shown,
                        caller);
        var blob = new AtomicReference<@Nullable ByteString>();
        guard.around(
                DeviceAct.REGISTER,
                address,
                source,
                () -> {
                    blob.set(answered(command, shown));
                    return Optional.empty();
                },
                refusal -> refused(command, refusal));
        var known = blob.get();
        return known == null ? nobodys() : known;
    }

    private ByteString answered(ConnectCommand command, Evidence.TpmKeys shown) {
        try {
            return answer.apply(command, shown);
        } catch (StoreUnavailable e) {
            LOG.warn("challenge failed (tracking ID {})", command.caller().trackingId(), e);
            return nobodys();
        }
    }

    private DeviceAnswer refused(ConnectCommand command, Refusal refusal) {
        var what =
                "challenge of %s/%s from %s"
                        .formatted(command.scope(), command.spelling(), command.caller().source());
        return answers.refused(command.caller().trackingId(), refusal, what);
    }

    private ByteString nobodys() {
        return TpmIdentity.decoy(random)
                .wrap(Secret.random(AuthenticationKey.KEY_BYTES, random), random);
    }
}
