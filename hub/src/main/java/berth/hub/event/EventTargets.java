package berth.hub.event;

import berth.core.hub.event.EventSubscription;
import berth.core.hub.event.EventTarget;
import berth.core.hub.event.HubEvent;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Which target serves which kind of subscription.
///
/// @param kafka null where the server is set up without Kafka
public record EventTargets(
        EventTarget webhook, @Nullable EventTarget kafka, EventTarget telemetry) {
    EventTarget of(EventSubscription.Target target) {
        return switch (target) {
            case EventSubscription.Target.Webhook _ -> webhook;
            case EventSubscription.Target.Kafka _ ->
                    kafka == null ? new Missing("the server is set up without Kafka") : kafka;
            case EventSubscription.Target.TelemetryEndpoint _ -> telemetry;
        };
    }

    /// Takes nothing: what a subscription wants is not there, today.
    private record Missing(String reason) implements EventTarget {
        @Override
        public int batchMax() {
            return Integer.MAX_VALUE;
        }

        @Override
        public Told tell(EventSubscription subscription, List<HubEvent> events) {
            return Told.Again.soon(reason);
        }
    }
}
