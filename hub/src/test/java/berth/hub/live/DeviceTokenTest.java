package berth.hub.live;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.HubClient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The test vectors of iot-hub-protocol, section 12.
final class DeviceTokenTest {
    private static final String V1 =
            "SharedAccessSignature sr=hub1.example.com%2Fdevices%2Fdev-01"
                    + "&sig=v0jBsziN0YKdvTh2ym0kPHPKJYBU6Rl7DugraivAaYM%3D&se=1893456000";

    private final LiveScene scene = new LiveScene();

    @ParameterizedTest
    @ValueSource(
            strings = {
                V1,
                "SharedAccessSignature sig=A6h3Xd0X6P%2FFGjXL4LRCkJEgGk69iZr69pJp73yKQy8%3D"
                        + "&se=1893456000&sr=hub1.example.com/devices/dev-01",
                "SharedAccessSignature sr=hub1.example.com/devices/dev-01"
                        + "&sig=A6h3Xd0X6P%2fFGjXL4LRCkJEgGk69iZr69pJp73yKQy8%3d&se=1893456000",
                "SharedAccessSignature sr=hub1.example.com/devices/dev-01"
                        + "&sig=A6h3Xd0X6P%2fFGjXL4LRCkJEgGk69iZr69pJp73yKQy8%3d&se=1893456000"
                        + "&skn=",
                "SharedAccessSignature sr=hub1.example.com%2fdevices%2fdev-01"
                        + "&sig=EJmPLC00hGwkKw4X9dKAq6O84DTZkiTK9k%2ba5xoNcGU%3d&se=1893456000",
            })
    void everyEmittersTokenIsTaken(String token) {
        scene.device("dev-01");

        assertThat(judged("dev-01", token)).isInstanceOf(Entrance.Admitted.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SharedAccessSignature sr=hub1.example.com%2Fdevices%2Fa%252Bb%2540c%253Ad"
                        + "&sig=SHQJf8i%2BPsPty3t7D57eLQMo4quOZ1E7n%2BRZECY1T4g%3D&se=1893456000",
                "SharedAccessSignature sr=hub1.example.com%2Fdevices%2Fa%2Bb%40c%3Ad"
                        + "&sig=euAg1vWm3EgR%2F9UGO9vdgRkKMMt5Aq8Dj%2FPpr233Anw%3D&se=1893456000",
                "SharedAccessSignature sig=4RtnacL1eudagqWzzulmyp58ZlmR2RPe38i7cRTs61o%3D"
                        + "&se=1893456000&sr=hub1.example.com/devices/a%2Bb%40c%3Ad",
                "SharedAccessSignature sr=hub1.example.com/devices/a+b@c:d"
                        + "&sig=DCrXlk9C9mY1kZgFzD7I8P7eq8vFjKlDEWf5EbzNAe0%3d&se=1893456000",
            })
    void reservedCharactersAreTakenInEveryEmittersSpelling(String token) {
        scene.device("a+b@c:d");

        assertThat(judged("a+b@c:d", token)).isInstanceOf(Entrance.Admitted.class);
    }

    @Test
    void aTokenIsForOneDeviceOnly() {
        scene.device("dev-01");
        scene.device("dev-02");
        scene.device("dev-011");

        assertThat(judged("dev-02", V1)).isInstanceOf(Entrance.Refused.class);
        assertThat(judged("dev-011", V1)).isInstanceOf(Entrance.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SharedAccessSignature sr=hub1.example.com%2Fdevices%2Fdev-01"
                        + "&sig=w0jBsziN0YKdvTh2ym0kPHPKJYBU6Rl7DugraivAaYM%3D&se=1893456000",
                "SharedAccessSignature sr=hub1.example.com%2Fdevices%2Fdev-01"
                        + "&sig=v0jBsziN0YKdvTh2ym0kPHPKJYBU6Rl7DugraivAaYM%3D&se=1893456001",
                "SharedAccessSignature sr=hub1.example.com%2Fdevices%2Fdev-01%2Fmodules%2Fm1"
                        + "&sig=AhVt4%2BLzps74DeufpUuPVd%2BfFdADA8JSo0EeOIoh3E8%3D&se=1893456000",
                "SharedAccessSignature sr=hub1.example.com%2Fdevices%2Fdev-01"
                        + "&sig=RLXYFTcVm%2Fiqu3LHxUP%2BtziPN%2B2%2FhixrUwdW6A4HD%2Fs%3D&se=1",
                "",
                "SharedAccessSignature",
            })
    void whatIsForgedForeignOrExpiredIsRefused(String token) {
        scene.device("dev-01");

        assertThat(judged("dev-01", token)).isInstanceOf(Entrance.Refused.class);
    }

    private Entrance judged(String id, String token) {
        return scene.hub()
                .authenticate(
                        new Claim(
                                HubClient.parse(id),
                                new Proof.Token(token),
                                Transport.MQTT,
                                "192.0.2.7",
                                null));
    }
}
