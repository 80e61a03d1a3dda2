package berth.core.registration.model;

import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.HubMarker;
import berth.core.id.ByteString;
import berth.core.registration.model.HubState.Identity;

/// What the engine asks of a hub: the methods of a registry as values.
sealed interface HubWish {
    record Provision(DeviceOrder order) implements HubWish {
        /// The identity that the order makes where nothing is.
        Identity created() {
            return new Identity(order.marker(), false, true, credential(), 0);
        }

        ByteString credential() {
            return order.authentication() instanceof DeviceAuthentication.Thumbprints shown
                    ? shown.primary()
                    : ByteString.EMPTY;
        }

        /// Hashing orders in full takes long, and their markers tell them apart.
        @Override
        public int hashCode() {
            return order.marker().hashCode();
        }
    }

    record ReadTwin() implements HubWish {}

    record Remove(DeviceRemoval removal) implements HubWish {
        boolean reaches(Identity identity) {
            return switch (removal.extent()) {
                case CREATED_BY_MARKER -> identity.isCreatedBy(removal.marker());
                case UP_TO_MARKER -> true;
            };
        }
    }

    record Switch(HubMarker marker, boolean enabled) implements HubWish {
        boolean isDone(Identity identity) {
            return identity.enabled() == enabled
                    && identity.isMarked(marker)
                    && identity.takenOver();
        }
    }

    /// In whose name.
    default HubMarker author() {
        return switch (this) {
            case Provision(var order) -> order.marker();
            case Remove(var removal) -> removal.marker();
            case Switch(var marker, _) -> marker;
            case ReadTwin() -> throw new IllegalStateException("a read changes nothing");
        };
    }
}
