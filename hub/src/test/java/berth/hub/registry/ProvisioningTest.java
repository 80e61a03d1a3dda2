package berth.hub.registry;

import static berth.hub.HubScene.HOST;
import static berth.hub.HubScene.OPERATOR;
import static berth.hub.Json.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.error.ServiceError;
import berth.core.hub.DeviceAuthentication;
import berth.core.hub.DeviceDraft;
import berth.core.hub.DeviceDraft.AuthenticationWish;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceOrder.TwinWrite;
import berth.core.hub.DeviceRemoval;
import berth.core.hub.DeviceRemoval.Extent;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubAnswer.Done;
import berth.core.hub.HubAnswer.Superseded;
import berth.core.hub.HubDevice;
import berth.core.hub.HubMarker;
import berth.core.hub.HubStore;
import berth.core.hub.HubUnreachable;
import berth.core.hub.InitialTwin;
import berth.core.hub.TwinPatch;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.hub.HubScene;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;

/// What a provisioning service may rely on.
final class ProvisioningTest {
    private static final DeviceId METER = new DeviceId("Meter-7");
    private static final IdScope SCOPE = new IdScope("0ne00000001");

    private final HubScene scene = new HubScene();
    private final EmbeddedHub hub = scene.openHub();

    @Test
    void anUnknownDeviceIsCreatedEnabledWithItsTwinAndMarker() {
        assertThat(hub.provision(order(1))).isEqualTo(new Done(true));

        var device = device();
        assertThat(device.identity().enabled()).isTrue();
        assertThat(device.identity().marker()).contains(marker(1));
        assertThat(device.identity().authentication()).isEqualTo(thumbprint(1));
        assertThat(device.identity().generationId()).containsOnlyDigits();
        assertThat(device.twin().desired().data()).isEqualTo(object("{\"generation\":1}"));
    }

    @Test
    void anOrderCarriedOutTwiceIsCarriedOutOnce() {
        var first = hub.provision(order(1));
        var afterOnce = device();
        scene.clock.pass(Duration.ofMinutes(1));

        assertThat(hub.provision(order(1))).isEqualTo(first);
        assertThat(device()).isEqualTo(afterOnce);
    }

    @Test
    void aTakeoverCarriedOutTwiceIsCarriedOutOnce() {
        hub.provision(order(1));
        var first = hub.provision(order(2));
        var afterOnce = device();
        scene.clock.pass(Duration.ofMinutes(1));

        assertThat(first).isEqualTo(new Done(false));
        assertThat(hub.provision(order(2))).isEqualTo(first);
        assertThat(device()).isEqualTo(afterOnce);
    }

    @Test
    void aLateWriteOfAnOlderGenerationIsRefused() {
        hub.provision(order(2));
        var before = device();

        assertThat(hub.provision(order(1))).isEqualTo(new Superseded(marker(2)));
        assertThat(device()).isEqualTo(before);
    }

    @Test
    void aLaterGenerationTakesTheDeviceOver() {
        hub.provision(order(1));
        var before = device();
        scene.clock.pass(Duration.ofDays(1));

        assertThat(hub.provision(order(2))).isEqualTo(new Done(false));

        var after = device();
        assertThat(after.identity().authentication()).isEqualTo(thumbprint(2));
        assertThat(after.identity().marker()).contains(marker(2));
        assertThat(after.identity().generationId()).isEqualTo(before.identity().generationId());
        assertThat(after.identity().etag()).isNotEqualTo(before.identity().etag());
    }

    @Test
    void aForeignMarkerIsTakenOver() {
        var foreign = HubMarker.of(new IdScope("0ne0000000F"), 99, operation(99));
        hub.provision(order(1, TwinWrite.KEEP, foreign));

        assertThat(hub.provision(order(1))).isEqualTo(new Done(false));
        assertThat(device().identity().marker()).contains(marker(1));
    }

    @Test
    void aTwinToBeKeptIsKept() {
        hub.provision(order(1));
        var before = device().twin();

        hub.provision(order(2, TwinWrite.KEEP, marker(2)));

        assertThat(device().twin()).isEqualTo(before);
    }

    @Test
    void aTwinToBeResetBeginsAnew() {
        hub.provision(order(1));
        hub.patchTwin(
                METER,
                new TwinPatch(object("{\"x\":1}"), object("{\"y\":1}")),
                Precondition.present(),
                OPERATOR);

        hub.provision(order(2, TwinWrite.RESET, marker(2)));

        assertThat(device().twin().tags()).isEqualTo(JsonObject.EMPTY);
        assertThat(device().twin().desired().data()).isEqualTo(object("{\"generation\":2}"));
    }

    @Test
    void whatAnOperatorDisabledStaysDisabled() {
        hub.provision(order(1));
        operatorWrites(false, marker(1).text());

        hub.provision(order(2));

        assertThat(device().identity().enabled()).isFalse();
        assertThat(device().identity().marker()).contains(marker(2));
    }

    @Test
    void anOperatorsReasonStaysAndTheMarkerMovesToATag() {
        hub.provision(order(1));
        operatorWrites(true, "in repair");

        assertThat(hub.provision(order(2))).isEqualTo(new Done(false));

        assertThat(device().identity().statusReason()).isEqualTo("in repair");
        assertThat(device().identity().authentication()).isEqualTo(thumbprint(2));
        assertThat(device().twin().tags().member("provisioningMarker"))
                .contains(new JsonString(marker(2).text()));
        assertThat(hub.provision(order(1))).isEqualTo(new Superseded(marker(2)));
        assertThat(hub.provision(order(2))).isEqualTo(new Done(false));
    }

    @Test
    void theTagDisappearsWhenTheReasonIsFreeAgain() {
        hub.provision(order(1));
        operatorWrites(true, "in repair");
        operatorWrites(true, null);

        hub.provision(order(2));

        assertThat(device().identity().marker()).contains(marker(2));
        assertThat(device().twin().tags()).isEqualTo(JsonObject.EMPTY);
    }

    @Test
    void noWriteOfAnOperatorOpensTheDoorToALateWrite() {
        hub.provision(order(2));
        operatorWrites(true, null);
        hub.patchTwin(
                METER,
                new TwinPatch(object("{\"provisioningMarker\":null}"), null),
                Precondition.present(),
                OPERATOR);
        hub.replaceTwin(METER, TwinPatch.NOTHING, Precondition.present(), OPERATOR);
        operatorWrites(true, marker(1).text());

        assertThat(hub.provision(order(1))).isEqualTo(new Superseded(marker(2)));
    }

    @Test
    void aDeviceTakenOverIsNotCreatedEvenWhenTheClockStandsStill() {
        operatorWrites(true, null);

        assertThat(hub.provision(order(1))).isEqualTo(new Done(false));
        assertThat(hub.provision(order(1))).isEqualTo(new Done(false));
    }

    @Test
    void aTwinThatBreaksARuleIsRefusedAndLeavesNothing() {
        var order =
                new DeviceOrder(
                        METER,
                        thumbprint(1),
                        false,
                        new InitialTwin(object("{\"a.b\":1}"), JsonObject.EMPTY),
                        TwinWrite.RESET,
                        marker(1));

        assertThat(hub.provision(order))
                .isInstanceOfSatisfying(
                        HubAnswer.Refused.class,
                        refused ->
                                assertThat(refused.refusal().error())
                                        .isEqualTo(ServiceError.INVALID_ARGUMENT));
        assertThat(hub.device(METER)).isEmpty();
    }

    @Test
    void aDeviceIsRemovedUnlessALaterGenerationHasIt() {
        hub.provision(order(2));

        assertThat(remove(1, Extent.UP_TO_MARKER)).isEqualTo(new Superseded(marker(2)));
        assertThat(hub.find(METER)).isPresent();
        assertThat(remove(2, Extent.UP_TO_MARKER)).isEqualTo(new Done(false));
        assertThat(hub.find(METER)).isEmpty();
        assertThat(remove(2, Extent.UP_TO_MARKER)).isEqualTo(new Done(false));
    }

    @Test
    void everyChangeLeavesOneAuditEntryWithItsOperation() {
        hub.provision(order(1));
        hub.provision(order(1));
        hub.provision(order(2));
        setEnabled(2, false);
        setEnabled(2, false);
        setEnabled(2, true);
        remove(2, Extent.UP_TO_MARKER);
        remove(2, Extent.UP_TO_MARKER);
        remove(3, Extent.UP_TO_MARKER);

        assertThat(scene.audit.newest(HOST.value(), METER.value(), 10).reversed())
                .extracting(event -> event.action() + " " + event.correlationId())
                .containsExactly(
                        "device.created " + operation(1),
                        "device.taken-over " + operation(2),
                        "device.disabled " + operation(2),
                        "device.enabled " + operation(2),
                        "device.deleted " + operation(2),
                        "device.kept-away " + operation(3));
    }

    @Test
    void aStoreThatDoesNotAnswerIsAHubWithoutADefiniteAnswer() {
        for (int i = 0; i < 5; i++) {
            scene.memory.failNext(HubScene.storeGone());
        }

        assertThat(hub.provision(order(1))).isInstanceOf(HubAnswer.Unknown.class);
        assertThat(remove(1, Extent.UP_TO_MARKER)).isInstanceOf(HubAnswer.Unknown.class);
        assertThat(setEnabled(1, true)).isInstanceOf(HubAnswer.Unknown.class);
        assertThatThrownBy(() -> hub.find(METER)).isInstanceOf(HubUnreachable.class);
        assertThatThrownBy(() -> hub.twin(METER)).isInstanceOf(HubUnreachable.class);
        assertThat(hub.provision(order(1))).isEqualTo(new Done(true));
    }

    @Test
    void aRemovedDeviceIsNotBroughtBackByAnOlderOrder() {
        hub.provision(order(2));
        remove(3, Extent.UP_TO_MARKER);

        var barrier = new Superseded(marker(3).justAfter());
        assertThat(hub.provision(order(2))).isEqualTo(barrier);
        assertThat(setEnabled(2, true)).isEqualTo(barrier);
        assertThat(hub.find(METER)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aDeviceThatWasNeverThereIsKeptAwayAsWell(Extent extent) {
        assertThat(remove(2, extent)).isEqualTo(new Done(false));

        assertThat(hub.provision(order(1))).isInstanceOf(Superseded.class);
    }

    /// A creation that is still on its way when its operation has ended and been undone.
    @Test
    void anOperationThatWasUndoneDoesNotCreateItsDeviceLate() {
        hub.provision(order(2));
        remove(2, Extent.CREATED_BY_MARKER);

        assertThat(hub.provision(order(2))).isInstanceOf(Superseded.class);
        assertThat(hub.find(METER)).isEmpty();
        assertThat(hub.provision(order(3))).isEqualTo(new Done(true));
    }

    @Test
    void onlyANewerOrderThanTheRemovalCreatesTheDeviceAnew() {
        hub.provision(order(2));
        remove(2, Extent.UP_TO_MARKER);
        assertThat(hub.provision(order(2))).isEqualTo(new Superseded(marker(2).justAfter()));
        assertThat(hub.provision(order(3))).isEqualTo(new Done(true));

        assertThat(device().identity().marker()).contains(marker(3));
    }

    @Test
    void anOlderRemovalDoesNotWeakenATombstone() {
        remove(3, Extent.UP_TO_MARKER);

        assertThat(remove(1, Extent.UP_TO_MARKER)).isEqualTo(new Done(false));

        assertThat(hub.provision(order(2))).isEqualTo(new Superseded(marker(3).justAfter()));
    }

    @Test
    void aTombstoneOfAnotherScopeKeepsNobodyOfThisOneAway() {
        var foreign = HubMarker.of(new IdScope("0ne0000000F"), 99, operation(99));
        hub.remove(new DeviceRemoval(METER, foreign, Extent.UP_TO_MARKER));

        assertThat(hub.provision(order(1))).isEqualTo(new Done(true));
    }

    @Test
    void aDeviceThatAnOperatorDeletedIsNotBroughtBackByAnOlderOrder() {
        hub.provision(order(2));
        hub.delete(METER, Precondition.present(), OPERATOR);

        assertThat(hub.provision(order(1))).isEqualTo(new Superseded(marker(2)));
        assertThat(hub.provision(order(2))).isEqualTo(new Done(true));
    }

    @Test
    void anOperatorsNewDeviceAtATombstoneIsNotTakenByAnOlderOrder() {
        hub.provision(order(2));
        hub.delete(METER, Precondition.present(), OPERATOR);
        operatorWrites(true, null);

        assertThat(hub.provision(order(1))).isEqualTo(new Superseded(marker(2)));
        assertThat(hub.provision(order(3))).isEqualTo(new Done(false));
    }

    @Test
    void anOperatorsOwnDeviceLeavesNoTombstone() {
        operatorWrites(true, null);
        hub.delete(METER, Precondition.present(), OPERATOR);
        operatorWrites(true, null);

        assertThat(device().twin().tags()).isEqualTo(JsonObject.EMPTY);
    }

    @Test
    void aForgottenTombstoneKeepsNobodyAway() {
        remove(2, Extent.UP_TO_MARKER);
        scene.clock.pass(HubStore.TOMBSTONE_KEPT);
        assertThat(scene.store.forgetTombstones(HubStore.TOMBSTONE_KEPT, 10)).isEqualTo(1);

        assertThat(hub.provision(order(1))).isEqualTo(new Done(true));
    }

    @Test
    void compensationLeavesADeviceThatAnOperatorDisabledAndEnabledAgain() {
        hub.provision(order(1));
        operatorWrites(false, marker(1).text());
        operatorWrites(true, marker(1).text());

        assertThat(remove(1, Extent.CREATED_BY_MARKER)).isEqualTo(new Done(false));
        assertThat(hub.find(METER)).isPresent();
    }

    @Test
    void whatADeviceReportedMovesWithItsTwin() {
        var old =
                new DeviceOrder(
                        METER,
                        thumbprint(1),
                        false,
                        InitialTwin.EMPTY,
                        TwinWrite.MIGRATE,
                        marker(1),
                        object("{\"firmware\":7}"));

        hub.provision(old);

        var twin = hub.twin(METER).orElseThrow();
        assertThat(twin.reported().data()).isEqualTo(object("{\"firmware\":7}"));
        assertThat(twin.reported().version()).isEqualTo(2);
        hub.provision(order(2, TwinWrite.RESET, marker(2)));
        var reset = hub.twin(METER).orElseThrow().reported();
        assertThat(reset.data()).isEqualTo(JsonObject.EMPTY);
        assertThat(reset.version()).isEqualTo(1);
    }

    private HubAnswer remove(int generation, Extent extent) {
        return hub.remove(new DeviceRemoval(METER, marker(generation), extent));
    }

    private HubAnswer setEnabled(int generation, boolean enabled) {
        return hub.setEnabled(METER, marker(generation), enabled);
    }

    private HubDevice device() {
        return hub.device(METER).orElseThrow();
    }

    private void operatorWrites(boolean enabled, @Nullable String statusReason) {
        var draft =
                new DeviceDraft(
                        METER, enabled, statusReason, new AuthenticationWish.Unsaid(), false);
        assertThat(hub.write(draft, new Precondition.Either(null), OPERATOR))
                .isInstanceOf(HubOutcome.Done.class);
    }

    static DeviceOrder order(int generation) {
        return order(generation, TwinWrite.RESET, marker(generation));
    }

    static DeviceOrder order(int generation, TwinWrite twinWrite, HubMarker marker) {
        var twin =
                new InitialTwin(
                        JsonObject.EMPTY, object("{\"generation\":%d}".formatted(generation)));
        return new DeviceOrder(METER, thumbprint(generation), false, twin, twinWrite, marker);
    }

    static HubMarker marker(int generation) {
        return HubMarker.of(SCOPE, generation, operation(generation));
    }

    static OperationId operation(int generation) {
        return new OperationId("4.aa.%d".formatted(generation));
    }

    static DeviceAuthentication thumbprint(int generation) {
        var print = ByteString.sha256((byte) generation);
        return new DeviceAuthentication.Thumbprints(print, print);
    }
}
