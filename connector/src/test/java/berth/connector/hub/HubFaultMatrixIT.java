package berth.connector.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.error.ServiceError;
import berth.core.hub.DeviceOrder;
import berth.core.hub.DeviceOrder.TwinWrite;
import berth.core.hub.HubAnswer;
import berth.core.hub.HubError;
import berth.core.hub.HubUnreachable;
import berth.core.hub.InitialTwin;
import berth.core.id.DeviceId;
import berth.core.json.JsonObject;
import berth.testkit.hub.AppliedWrite;
import berth.testkit.hub.HubFault;
import berth.testkit.hub.HubOrders;
import berth.testkit.hub.HubRequest.Kind;
import berth.wire.json.BadDocument;
import berth.wire.json.InitialTwinJson;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/// Every fault at every call of an order: the outcome is unknown, never success and never failure,
/// and the same order, repeated, comes to the same end as if nothing had happened.
final class HubFaultMatrixIT {
    private static final DeviceId DEVICE = new DeviceId("meter-7");
    private static final Duration IMPATIENT = Duration.ofMillis(1_500);

    private final LinkedScriptedHub linked = new LinkedScriptedHub(HubSize.s3(10), IMPATIENT);

    @AfterEach
    void close() {
        linked.close();
    }

    static Stream<Arguments> matrix() {
        List<HubFault> faults =
                List.of(
                        new HubFault.TearReply(),
                        new HubFault.LoseReply(),
                        new HubFault.ApplyLate(),
                        new HubFault.Hang(),
                        new HubFault.Flood(),
                        new HubFault.Gateway(200),
                        new HubFault.Gateway(404),
                        new HubFault.Gateway(502),
                        new HubFault.Refuse(HubError.SERVER_ERROR),
                        new HubFault.Refuse(HubError.SERVER_BUSY),
                        new HubFault.Refuse(HubError.GATEWAY_TIMEOUT));
        return Arrays.stream(Kind.values())
                .filter(kind -> kind != Kind.DELETE_IDENTITY)
                .flatMap(kind -> faults.stream().map(fault -> Arguments.of(kind, fault)));
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void anInterruptedOrderIsRepeatedAndComesToItsEnd(Kind kind, HubFault fault) {
        var order = scene(kind);
        linked.hub.onNext(kind, fault);

        var first = linked.registry().provision(order);

        // The platform's client repeats a read by itself when an idle connection turns out dead.
        boolean mayHaveBeenRepeated = !kind.isWrite() && first instanceof HubAnswer.Done;
        if (!mayHaveBeenRepeated) {
            assertThat(first).isInstanceOf(HubAnswer.Unknown.class);
            assertThat(((HubAnswer.Unknown) first).throttled()).isFalse();
        }
        assertThat(linked.registry().provision(order)).isInstanceOf(HubAnswer.Done.class);
        assertInEffect(order);
        linked.hub.applyLateWrites();
        assertInEffect(order);
        assertThat(linked.hub.ledger()).noneMatch(AppliedWrite::late);
    }

    @ParameterizedTest
    @MethodSource("deletionFaults")
    void anInterruptedRemovalIsRepeatedAndComesToItsEnd(HubFault fault) {
        linked.registry().provision(HubOrders.order(DEVICE, 2, TwinWrite.KEEP));
        linked.hub.onNext(Kind.DELETE_IDENTITY, fault);

        assertThat(linked.registry().remove(HubOrders.removal(DEVICE, 2)))
                .isInstanceOf(HubAnswer.Unknown.class);
        assertThat(linked.registry().remove(HubOrders.removal(DEVICE, 2)))
                .isEqualTo(new HubAnswer.Done(false));

        assertThat(linked.hub.devices().ids()).isEmpty();
    }

    static Stream<HubFault> deletionFaults() {
        return Stream.of(
                new HubFault.LoseReply(),
                new HubFault.ApplyLate(),
                new HubFault.Hang(),
                new HubFault.Gateway(200),
                new HubFault.Gateway(404),
                new HubFault.Refuse(HubError.SERVER_ERROR));
    }

    /// An order that makes the call, and a hub in which it does.
    private DeviceOrder scene(Kind kind) {
        if (kind == Kind.CREATE) {
            return HubOrders.order(DEVICE, 2, TwinWrite.RESET, InitialTwin.EMPTY);
        }
        if (kind != Kind.CREATE_WITH_TWIN) {
            linked.hub
                    .devices()
                    .create(
                            DEVICE.value(),
                            JsonObject.EMPTY,
                            InitialTwinJson.write(HubOrders.twin(9)));
        }
        return HubOrders.order(
                DEVICE, 2, kind == Kind.PATCH_TWIN ? TwinWrite.KEEP : TwinWrite.RESET);
    }

    private void assertInEffect(DeviceOrder order) {
        try {
            var identity = StoredIdentity.read(linked.hub.devices().identityOf(DEVICE.value()));
            var twin = StoredTwin.read(linked.hub.devices().twinOf(DEVICE.value()));
            assertThat(identity.fulfils(order)).isTrue();
            assertThat(identity.marker()).contains(order.marker());
            var kept = order.twinWrite() == TwinWrite.KEEP ? HubOrders.twin(9) : order.twin();
            assertThat(twin.fulfils(kept)).isTrue();
        } catch (BadDocument e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aReadWithoutAnswerIsNoAnswer() {
        linked.hub.always(new HubFault.Gateway(404));

        assertThatThrownBy(() -> linked.registry().find(DEVICE))
                .isInstanceOf(HubUnreachable.class)
                .hasMessageContaining("read meter-7");
    }

    @Test
    void aHubThatIsDownIsLeftAloneAndFoundAgain() {
        linked.hub.always(new HubFault.Gateway(503));
        var order = HubOrders.order(DEVICE, 2, TwinWrite.RESET);
        for (int i = 0; i < 5; i++) {
            linked.registry().provision(order);
        }

        var answer = linked.registry().provision(order);

        assertThat(linked.hub.requests()).hasSize(5);
        assertThat(answer)
                .isInstanceOfSatisfying(
                        HubAnswer.Unknown.class,
                        unknown -> {
                            assertThat(unknown.throttled()).isTrue();
                            assertThat(unknown.notBefore()).isGreaterThan(Duration.ofSeconds(29));
                        });
        assertThat(linked.health().condition()).isEqualTo(HubHealth.Condition.UNREACHABLE);
        assertThat(linked.health().lastError()).contains("503");

        linked.hub.behave();
        linked.clock.pass(Duration.ofSeconds(31));
        assertThat(linked.registry().provision(order)).isEqualTo(new HubAnswer.Done(true));
        assertThat(linked.health().usable(linked.clock.instant())).isTrue();
    }

    @Test
    void aFullHubIsNotTriedForAWhileAndThenItIs() {
        linked.hub.onNext(Kind.CREATE_WITH_TWIN, new HubFault.Refuse(HubError.TOO_MANY_DEVICES));
        var order = HubOrders.order(DEVICE, 2, TwinWrite.RESET);

        assertThat(linked.registry().provision(order))
                .isInstanceOfSatisfying(
                        HubAnswer.Elsewhere.class,
                        elsewhere ->
                                assertThat(elsewhere.refusal().error())
                                        .isEqualTo(ServiceError.NO_HUB_AVAILABLE));

        assertThat(linked.health().condition()).isEqualTo(HubHealth.Condition.FULL);
        assertThat(linked.health().usable(linked.clock.instant())).isFalse();
        linked.clock.pass(Duration.ofMinutes(5));
        assertThat(linked.health().usable(linked.clock.instant())).isTrue();
        linked.registry().provision(order);
        assertThat(linked.health().condition()).isEqualTo(HubHealth.Condition.WELL);
    }

    static Stream<HubError> closedDoors() {
        return Stream.of(
                HubError.IOT_HUB_QUOTA_EXCEEDED,
                HubError.TOO_MANY_DEVICES,
                HubError.IOT_HUB_SUSPENDED,
                HubError.IOT_HUB_NOT_FOUND,
                HubError.IOT_HUB_UNAUTHORIZED_ACCESS);
    }

    @ParameterizedTest
    @MethodSource("closedDoors")
    void anotherHubMayHaveADeviceOfWhichNothingWasWritten(HubError error) {
        linked.hub.onNext(Kind.CREATE_WITH_TWIN, new HubFault.Refuse(error));

        assertThat(linked.registry().provision(HubOrders.order(DEVICE, 2, TwinWrite.RESET)))
                .isInstanceOf(HubAnswer.Elsewhere.class);
        assertThat(linked.hub.ledger()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("closedDoors")
    void noOtherHubMayHaveADeviceOfWhichSomethingWasWritten(HubError error) {
        var order = scene(Kind.REPLACE_TWIN);
        linked.hub.onNext(Kind.REPLACE_TWIN, new HubFault.Refuse(error));

        var answer = linked.registry().provision(order);

        assertThat(answer).isNotInstanceOf(HubAnswer.Elsewhere.class);
        assertThat(answer).isNotInstanceOf(HubAnswer.Done.class);
        assertThat(linked.hub.ledger()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("closedDoors")
    void noOtherHubCanRemoveOrSwitchADevice(HubError error) {
        linked.registry().provision(HubOrders.order(DEVICE, 2, TwinWrite.RESET));
        linked.hub.onNext(Kind.DELETE_IDENTITY, new HubFault.Refuse(error));
        linked.hub.onNext(Kind.REPLACE_IDENTITY, new HubFault.Refuse(error));

        assertThat(linked.registry().remove(HubOrders.removal(DEVICE, 2)))
                .isInstanceOf(HubAnswer.Refused.class);
        assertThat(linked.registry().setEnabled(DEVICE, HubOrders.marker(2), false))
                .isInstanceOf(HubAnswer.Refused.class);
    }

    static Stream<Arguments> switchMatrix() {
        return matrix().filter(
                        cell ->
                                switch ((Kind) cell.get()[0]) {
                                    case READ_IDENTITY, REPLACE_IDENTITY, READ_TWIN, PATCH_TWIN ->
                                            true;
                                    default -> false;
                                });
    }

    @ParameterizedTest
    @MethodSource("switchMatrix")
    void anInterruptedSwitchIsRepeatedAndComesToItsEnd(Kind kind, HubFault fault) {
        linked.registry().provision(HubOrders.order(DEVICE, 1, TwinWrite.RESET));
        linked.hub.onNext(kind, fault);

        linked.registry().setEnabled(DEVICE, HubOrders.marker(2), false);
        assertThat(linked.registry().setEnabled(DEVICE, HubOrders.marker(2), false))
                .isEqualTo(new HubAnswer.Done(false));
        linked.hub.applyLateWrites();

        var identity = linked.registry().find(DEVICE).orElseThrow();
        assertThat(identity.enabled()).isFalse();
        assertThat(identity.marker()).contains(HubOrders.marker(2));
        assertThat(linked.hub.ledger()).noneMatch(AppliedWrite::late);
    }

    @Test
    void anUntrustedHubIsNotTalkedTo() {
        try (var other =
                new AzureHubs(
                        new AzureHubSettings(
                                List.of(),
                                Map.of(),
                                Map.of(linked.hub.hostName(), linked.hub.port()),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(10)),
                        linked.clock,
                        System::nanoTime,
                        new Random(1))) {
            var answer =
                    other.registry(linked.link(LinkedScriptedHub.KEY))
                            .provision(HubOrders.order(DEVICE, 2, TwinWrite.RESET));

            assertThat(answer).isInstanceOf(HubAnswer.Unknown.class);
            assertThat(linked.hub.requests()).isEmpty();
        }
    }
}
