package berth.testkit.history;

import berth.core.hub.HubMarker;
import berth.core.registration.OperationState;
import berth.core.registration.RegistrationStatus;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What was left when everything had come to rest: dumps of the store and of every hub.
///
/// @param takenNanos when, by the clock of the history, which must not go on after it
/// @param linkedHubs the hubs that each scope may use
/// @param ledgeredHubs the hubs whose every write is in the history as [Fact#APPLIED]
/// @param operations all of them: a test is shorter than their retention
public record FinalState(
        long takenNanos,
        Map<String, Set<String>> linkedHubs,
        Set<String> ledgeredHubs,
        List<EndRegistration> registrations,
        List<EndOperation> operations,
        List<EndIdentity> identities,
        List<EndWork> work,
        List<EndAudit> audit) {
    public FinalState {
        linkedHubs = Map.copyOf(linkedHubs);
        ledgeredHubs = Set.copyOf(ledgeredHubs);
        registrations = List.copyOf(registrations);
        operations = List.copyOf(operations);
        identities = List.copyOf(identities);
        work = List.copyOf(work);
        audit = List.copyOf(audit);
    }

    /// A registration's row.
    public record EndRegistration(
            String scope,
            String id,
            RegistrationStatus status,
            @Nullable String hub,
            @Nullable String deviceId,
            String operation) {
        public String key() {
            return scope + "/" + id;
        }
    }

    /// An operation's row.
    ///
    /// @param authentication a digest of the credentials the hub is to accept, made as those of
    ///   [EndIdentity] and [Applied] are
    /// @param plan a digest of the plan, or null if there is none
    /// @param endedAtAdmission whether it was final from its first row on
    public record EndOperation(
            String scope,
            String registration,
            String id,
            OperationState state,
            String authentication,
            @Nullable String plan,
            boolean endedAtAdmission) {
        public String key() {
            return scope + "/" + registration;
        }
    }

    /// An identity as a hub holds it.
    ///
    /// @param marker the text of the marker in its status reason or twin tag, or null
    /// @param takenOver whether the marker's operation found it and did not create it
    public record EndIdentity(
            String hub,
            String deviceId,
            @Nullable String marker,
            boolean takenOver,
            boolean enabled,
            String authentication) {
        public String place() {
            return hub + "/" + deviceId;
        }

        Optional<HubMarker> writer() {
            return Optional.ofNullable(marker).flatMap(HubMarker::parse);
        }
    }

    /// A work item's row.
    ///
    /// @param place the hub/device ID it looks after, or null
    /// @param overdue whether it is open though its time came more than a minute ago
    public record EndWork(
            String scope,
            String kind,
            String key,
            State state,
            @Nullable String place,
            boolean overdue) {
        /// Where an item stands.
        public enum State {
            OPEN,
            DONE,
            DEAD
        }

        public String name() {
            return name(scope, kind, key);
        }

        /// How the history names an item.
        public static String name(String scope, String kind, String key) {
            return scope + "/" + kind + "/" + key;
        }
    }

    /// An audit entry.
    public record EndAudit(String scope, String action, String target, String correlation) {}
}
