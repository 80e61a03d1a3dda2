package berth.hub.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.id.HostName;
import berth.hub.endpoint.ServiceScene.Connected;
import berth.net.http.HttpHeaders;
import berth.net.http.HttpReply;
import berth.wire.sas.SasText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

final class PendingMethodsTest {
    private static final int PER_DEVICE = 64;

    private final ServiceScene scene = new ServiceScene();

    /// Who is called and says nothing holds a place; others are told to come again, and everybody
    /// else is served.
    @Test
    @Timeout(60)
    void silentDevicesKeepNobodyElseOut() throws InterruptedException, ExecutionException {
        var owner = owner();
        var devices = new ArrayList<Connected>();
        for (int i = 0; i <= HubHttpEndpoint.METHODS_MAX / PER_DEVICE; i++) {
            scene.endpoint.handle(Requests.of("PUT", "/devices/d" + i, owner, KEYS));
            devices.add(scene.connect("d" + i, ServiceScene.SILENT, "{}"));
        }
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var pending = new ArrayList<Future<HttpReply>>();
            for (int i = 0; i < HubHttpEndpoint.METHODS_MAX; i++) {
                int device = i / PER_DEVICE;
                pending.add(callers.submit(() -> invoke(device, owner)));
            }
            while (called(devices) < HubHttpEndpoint.METHODS_MAX) {
                Thread.onSpinWait();
            }

            var last = invoke(HubHttpEndpoint.METHODS_MAX / PER_DEVICE, owner);
            var list = scene.endpoint.handle(Requests.of("GET", "/devices", owner, ""));
            devices.forEach(device -> device.calls.forEach(device::answer));

            assertThat(last.status()).isEqualTo(429);
            assertThat(last.headers().first("Retry-After")).isPresent();
            assertThat(list.status()).isEqualTo(200);
            for (var one : pending) {
                assertThat(one.get().status()).isEqualTo(200);
            }
        }
    }

    private static final String KEYS =
            """
            {"authentication":{"type":"sas","symmetricKey":{
             "primaryKey":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
             "secondaryKey":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}}}
            """;

    private static int called(List<Connected> devices) {
        return devices.stream().mapToInt(device -> device.calls.size()).sum();
    }

    private HttpReply invoke(int device, HttpHeaders owner) {
        return scene.endpoint.handle(
                Requests.of(
                        "POST",
                        "/twins/d" + device + "/methods",
                        owner,
                        "{\"methodName\":\"wait\",\"responseTimeoutInSeconds\":300}"));
    }

    private HttpHeaders owner() {
        var policy = scene.openHub().policies().getFirst();
        var expiry = scene.clock.instant().plus(Duration.ofHours(1));
        return HttpHeaders.NONE.with(
                "Authorization",
                SasText.forPolicy(
                        new HostName(Requests.HOST),
                        policy.name(),
                        policy.keys().primary(),
                        expiry));
    }
}
