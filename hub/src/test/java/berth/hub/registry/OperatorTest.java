package berth.hub.registry;

import static berth.hub.HubScene.HOST;
import static berth.hub.HubScene.OPERATOR;
import static berth.hub.Json.object;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceDraft;
import berth.core.hub.DeviceDraft.AuthenticationWish;
import berth.core.hub.HubDevice;
import berth.core.hub.HubError;
import berth.core.hub.TwinPatch;
import berth.core.id.DeviceId;
import berth.core.id.ETag;
import berth.core.id.HubHostName;
import berth.hub.HubScene;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/// What an operator of the hub may rely on.
final class OperatorTest {
    private static final HubHostName OTHER_HOST = new HubHostName("hub2.example.com");
    private static final DeviceId PUMP = new DeviceId("pump");
    private static final Precondition CREATE =
            new Precondition.Absent(HubError.DEVICE_ALREADY_EXISTS);

    private final HubScene scene = new HubScene();
    private final EmbeddedHubs hubs = scene.hubs;
    private final EmbeddedHub hub = scene.openHub();

    @Test
    void aDeviceWithoutKeysIsGivenSome() {
        var device = done(hub.write(draft(), CREATE, OPERATOR));

        assertThat(device.identity().authentication())
                .isInstanceOf(DeviceAuthentication.SymmetricKeys.class);
    }

    @Test
    void aSecondCreationIsRefused() {
        hub.write(draft(), CREATE, OPERATOR);

        assertThat(error(hub.write(draft(), CREATE, OPERATOR)))
                .isEqualTo(HubError.DEVICE_ALREADY_EXISTS);
    }

    @Test
    void eachCreationHasAGenerationOfItsOwn() {
        var first = done(hub.write(draft(), CREATE, OPERATOR));
        hub.delete(PUMP, Precondition.present(), OPERATOR);
        var second = done(hub.write(draft(), CREATE, OPERATOR));

        assertThat(second.identity().generationId()).isNotEqualTo(first.identity().generationId());
    }

    /// Two operators edit the same device; the second one must not win silently.
    @Test
    void aStaleEtagIsRefused() {
        var first = done(hub.write(draft(), CREATE, OPERATOR)).identity().etag();
        var second = done(hub.write(draft(), having(first), OPERATOR)).identity().etag();

        assertThat(error(hub.write(draft(), having(first), OPERATOR)))
                .isEqualTo(HubError.PRECONDITION_FAILED);
        assertThat(error(hub.delete(PUMP, having(first), OPERATOR)))
                .isEqualTo(HubError.PRECONDITION_FAILED);
        done(hub.delete(PUMP, having(second), OPERATOR));
    }

    @Test
    void whatIsNotSaidAboutAuthenticationStays() {
        var before = done(hub.write(draft(), CREATE, OPERATOR)).identity();

        var after = done(hub.write(draft(), Precondition.present(), OPERATOR)).identity();

        assertThat(after.authentication()).isEqualTo(before.authentication());
    }

    @Test
    void keysAreRegeneratedOnRequest() {
        var before = done(hub.write(draft(), CREATE, OPERATOR)).identity();
        var wish = new DeviceDraft(PUMP, true, null, new AuthenticationWish.GeneratedKeys(), false);

        var after = done(hub.write(wish, Precondition.present(), OPERATOR)).identity();

        assertThat(after.authentication()).isNotEqualTo(before.authentication());
    }

    @Test
    void theStatusTimeMovesWithTheStatusOnly() {
        var created = done(hub.write(draft(), CREATE, OPERATOR)).identity();
        scene.clock.pass(Duration.ofHours(1));
        var same = done(hub.write(draft(), Precondition.present(), OPERATOR)).identity();
        var disabled = done(hub.write(draft(false), Precondition.present(), OPERATOR)).identity();

        assertThat(same.statusUpdatedAt()).isEqualTo(created.statusUpdatedAt());
        assertThat(disabled.statusUpdatedAt()).isEqualTo(scene.clock.instant());
    }

    @Test
    void identityAndTwinAreCreatedTogetherOrNotAtAll() {
        var broken = new TwinPatch(null, object("{\"a\":9007199254740993}"));

        assertThat(error(hub.write(draft(), CREATE, broken, null, OPERATOR)))
                .isEqualTo(HubError.ARGUMENT_INVALID);
        assertThat(hub.device(PUMP)).isEmpty();
    }

    @Test
    void aTwinChangesUnderItsOwnEtag() {
        var first = done(hub.write(draft(), CREATE, OPERATOR)).twin().etag();
        var patch = new TwinPatch(object("{\"floor\":3}"), null);

        var second = done(hub.patchTwin(PUMP, patch, having(first), OPERATOR)).twin().etag();

        assertThat(error(hub.patchTwin(PUMP, patch, having(first), OPERATOR)))
                .isEqualTo(HubError.PRECONDITION_FAILED);
        assertThat(error(hub.replaceTwin(PUMP, patch, having(first), OPERATOR)))
                .isEqualTo(HubError.PRECONDITION_FAILED);
        done(hub.replaceTwin(PUMP, patch, having(second), OPERATOR));
    }

    @Test
    void aPatchOfATwinLeavesTheIdentityAlone() {
        var before = done(hub.write(draft(), CREATE, OPERATOR)).identity();
        var patch = new TwinPatch(object("{\"floor\":3}"), null);

        var after = done(hub.patchTwin(PUMP, patch, Precondition.present(), OPERATOR)).identity();

        assertThat(after).isEqualTo(before);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        var present = Precondition.present();

        assertThat(error(hub.delete(PUMP, present, OPERATOR))).isEqualTo(HubError.DEVICE_NOT_FOUND);
        assertThat(error(hub.patchTwin(PUMP, TwinPatch.NOTHING, present, OPERATOR)))
                .isEqualTo(HubError.DEVICE_NOT_FOUND);
        assertThat(error(hub.replaceTwin(PUMP, TwinPatch.NOTHING, present, OPERATOR)))
                .isEqualTo(HubError.DEVICE_NOT_FOUND);
    }

    @Test
    void oneHubKnowsNothingOfAnother() {
        hubs.open("hub2", OTHER_HOST, OPERATOR);
        hub.write(draft(), CREATE, OPERATOR);

        var other = hubs.hub(OTHER_HOST).orElseThrow();

        assertThat(other.device(PUMP)).isEmpty();
        assertThat(other.counts().total()).isZero();
        assertThat(other.policies()).isNotEqualTo(hub.policies());
        assertThat(hubs.hub(new HubHostName("hub3.example.com"))).isEmpty();
    }

    @Test
    void openingAHubTwiceKeepsItsKeys() {
        var first = hubs.open("hub1", HOST, OPERATOR);

        assertThat(hubs.open("hub1", HOST, OPERATOR)).isEqualTo(first);
    }

    @Test
    void everyChangeLeavesOneAuditEntryAndARefusalNone() {
        hub.write(draft(), CREATE, OPERATOR);
        hub.write(draft(), CREATE, OPERATOR);
        hub.patchTwin(PUMP, TwinPatch.NOTHING, Precondition.present(), OPERATOR);
        hub.replaceTwin(PUMP, TwinPatch.NOTHING, Precondition.present(), OPERATOR);
        hub.delete(PUMP, Precondition.present(), OPERATOR);

        assertThat(scene.audit.newest(HOST.value(), "pump", 10).reversed())
                .extracting(event -> event.action() + " by " + event.actor())
                .containsExactly(
                        "device.created by policy:iothubowner",
                        "twin.replaced by policy:iothubowner",
                        "device.deleted by policy:iothubowner");
    }

    private static DeviceDraft draft() {
        return draft(true);
    }

    private static DeviceDraft draft(boolean enabled) {
        return new DeviceDraft(PUMP, enabled, null, new AuthenticationWish.Unsaid(), false);
    }

    private static Precondition.Present having(@Nullable ETag etag) {
        return new Precondition.Present(HubError.DEVICE_NOT_FOUND, etag);
    }

    private static HubDevice done(HubOutcome outcome) {
        assertThat(outcome).isInstanceOf(HubOutcome.Done.class);
        return ((HubOutcome.Done) outcome).device();
    }

    private static HubError error(HubOutcome outcome) {
        assertThat(outcome).isInstanceOf(HubOutcome.Refused.class);
        return ((HubOutcome.Refused) outcome).error();
    }
}
