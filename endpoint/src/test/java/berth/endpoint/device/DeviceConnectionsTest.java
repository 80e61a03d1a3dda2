package berth.endpoint.device;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.endpoint.device.DeviceConnections.Device;

import org.junit.jupiter.api.Test;

class DeviceConnectionsTest {
    private final DeviceConnections connections = new DeviceConnections(2);

    private static Device device(String registrationId) {
        return new Device(new IdScope("0ne00000001"), new RegistrationId(registrationId));
    }

    @Test
    void aDeviceHasSoManyConnectionsAndOthersHaveTheirOwn() {
        assertThat(connections.enter(device("a"))).isTrue();
        assertThat(connections.enter(device("A"))).isTrue();

        assertThat(connections.enter(device("a"))).isFalse();
        assertThat(connections.enter(device("b"))).isTrue();
    }

    @Test
    void aPlaceThatIsGivenBackIsFree() {
        connections.enter(device("a"));
        connections.enter(device("a"));
        connections.leave(device("a"));

        assertThat(connections.enter(device("a"))).isTrue();
    }

    @Test
    void nothingIsKeptOfDevicesThatHaveLeft() {
        connections.enter(device("a"));
        connections.enter(device("a"));
        connections.leave(device("a"));
        connections.leave(device("a"));

        assertThat(connections.devices()).isZero();
    }
}
