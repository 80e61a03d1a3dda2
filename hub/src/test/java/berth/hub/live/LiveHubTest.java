package berth.hub.live;

import static berth.hub.live.LiveScene.HOST;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.audit.Caller;
import berth.core.change.Change;
import berth.core.hub.DeviceIdentity;
import berth.core.hub.HubClient;
import berth.core.hub.HubError;
import berth.core.hub.HubMarker;
import berth.core.hub.HubPlace;
import berth.core.hub.TwinPatch;
import berth.core.hub.event.HubEvent;
import berth.core.hub.message.CommandQueue.Settlement;
import berth.core.hub.message.DeviceMessage;
import berth.core.hub.message.Feedback;
import berth.core.hub.message.FeedbackRequest;
import berth.core.hub.message.SystemProperty;
import berth.core.hub.role.BuiltInRoles;
import berth.core.id.ByteString;
import berth.core.id.DeviceId;
import berth.core.id.OperationId;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.core.json.JsonValue;
import berth.hub.HubScene;
import berth.hub.registry.Precondition;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

final class LiveHubTest {
    private static final Caller APPLICATION = HubScene.OPERATOR;
    private static final ByteString HELLO = ByteString.of("hello".getBytes(StandardCharsets.UTF_8));

    private final LiveScene scene = new LiveScene();
    private final Recorder line = new Recorder();

    @Test
    void aDeviceWithItsKeyIsLetIn() {
        scene.device("dev-01");

        assertThat(scene.authenticate("dev-01")).isInstanceOf(Entrance.Admitted.class);
    }

    @Test
    void anUnknownDeviceAndADisabledOneGetTheSameAnswer() {
        scene.device("dev-01");
        scene.registry()
                .setEnabled(
                        new DeviceId("dev-01"),
                        new HubMarker("0123456789ab", 1, new OperationId("4.0123456789abcdef.1")),
                        false);

        assertThat(List.of(error("dev-01"), error("dev-02")))
                .containsOnly(HubError.IOT_HUB_UNAUTHORIZED_ACCESS);
    }

    private HubError error(String id) {
        return ((Entrance.Refused) scene.authenticate(id)).error();
    }

    @Test
    void aRefusedEntranceIsAuditedAndCounted() {
        scene.authenticate("dev-02");

        assertThat(scene.audit.newest(HOST.value(), "dev-02", 1))
                .singleElement()
                .satisfies(entry -> assertThat(entry.action()).isEqualTo("device.refused"));
        assertThat(scene.hub().denied().entrances()).isEqualTo(1);
    }

    @Test
    void aStrangerWhoKeepsKnockingDoesNotFillTheAuditTrail() {
        for (int i = 0; i < 500; i++) {
            scene.authenticate("dev-02");
        }

        assertThat(scene.audit.newest(HOST.value(), "dev-02", 1000)).hasSizeLessThan(30);
        assertThat(scene.hub().denied().entrances()).isEqualTo(500);
    }

    @Test
    void aSecondConnectionTakesOverFromTheFirst() {
        scene.device("dev-01");
        var first = scene.connect("dev-01", line);

        var second = scene.connect("dev-01", new Recorder());

        assertThat(line.ends).containsExactly(EndReason.TAKEN_OVER);
        assertThat(first.over()).isTrue();
        assertThat(second.over()).isFalse();
    }

    @Test
    void theEndOfTheFirstConnectionDoesNotEndTheSecond() {
        scene.device("dev-01");
        var first = scene.connect("dev-01", line);
        scene.connect("dev-01", new Recorder());

        first.close(false);

        assertThat(scene.hub().connected(HubClient.parse("dev-01"))).isTrue();
        assertThat(scene.hub().connectedCount()).isEqualTo(1);
    }

    @Test
    void connectingAndLeavingAreEvents() {
        scene.device("dev-01");
        scene.connect("dev-01", line).close(false);

        assertThat(scene.outbox.read(HOST, 0, 100))
                .extracting(HubEvent::kind)
                .containsExactly(
                        HubEvent.Kind.CREATED, HubEvent.Kind.CONNECTED, HubEvent.Kind.DISCONNECTED);
    }

    @Test
    void aDeletedDeviceIsDisconnectedAtOnce() {
        scene.device("dev-01");
        scene.connect("dev-01", line);

        scene.registry().delete(new DeviceId("dev-01"), Precondition.present(), HubScene.OPERATOR);

        assertThat(line.ends).containsExactly(EndReason.DELETED);
    }

    @Test
    void anExpiredTokenEndsTheConnectionAfterItsGrace() {
        scene.device("dev-01");
        scene.connect("dev-01", line);

        scene.clock.pass(Duration.ofHours(1).plusMinutes(4));
        scene.live.tick();
        var before = List.copyOf(line.ends);
        scene.clock.pass(Duration.ofMinutes(2).plusSeconds(1));
        scene.live.tick();

        assertThat(before).isEmpty();
        assertThat(line.ends).containsExactly(EndReason.EXPIRED);
    }

    @Test
    void telemetryIsStampedWithWhoSentIt() {
        scene.device("dev-01");
        var session = scene.connect("dev-01", line);
        var lying =
                new DeviceMessage(
                        Map.of(SystemProperty.DEVICE_ID, "dev-02"), Map.of("k", "v"), HELLO);

        var outcome = session.telemetry(List.of(lying));

        assertThat(outcome).isEqualTo(Outcome.DONE);
        assertThat(scene.stored())
                .singleElement()
                .satisfies(
                        record -> {
                            assertThat(record.message().system(SystemProperty.DEVICE_ID))
                                    .contains("dev-01");
                            assertThat(record.message().application()).containsEntry("k", "v");
                        });
    }

    @Test
    void whatDoesNotFitIsRefused() {
        scene.device("dev-01");
        var session = scene.connect("dev-01", line);
        var big = new DeviceMessage(Map.of(), Map.of(), ByteString.of(new byte[256 * 1024 + 1]));

        assertThat(session.telemetry(List.of(big)))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused ->
                                assertThat(refused.error()).isEqualTo(HubError.MESSAGE_TOO_LARGE));
        assertThat(scene.stored()).isEmpty();
    }

    @Test
    void theTagGivesTheRoleAndThePermissionsAreDesired() {
        var device = scene.device("dev-01", "sensor");

        assertThat(device.identity().role()).hasToString("sensor");
        assertThat(device.twin().desired().data().member("rolePermissions"))
                .contains(BuiltInRoles.SENSOR.describe());
    }

    @Test
    void anUndefinedRoleAllowsTheLeast() {
        scene.device("dev-01", "janitor");
        var session = scene.connect("dev-01", line);

        assertThat(session.mayListen(Feature.METHODS)).isInstanceOf(Outcome.Refused.class);
        assertThat(session.role().name()).hasToString("sensor");
    }

    @Test
    void aCommandToASensorIsRefusedToItsSender() {
        scene.device("dev-01", "sensor");

        var outcome = send("dev-01", FeedbackRequest.NONE);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> {
                            assertThat(refused.error()).isEqualTo(HubError.ROLE_FORBIDS);
                            assertThat(refused.message())
                                    .isEqualTo("role sensor of dev-01 lacks commands.receive");
                        });
        assertThat(scene.hub().denied().roles()).isEqualTo(1);
    }

    private Outcome send(String id, FeedbackRequest feedback) {
        return scene.hub()
                .service()
                .send(
                        HubClient.parse(id),
                        new DeviceMessage(
                                Map.of(SystemProperty.MESSAGE_ID, "m-1"), Map.of(), HELLO),
                        feedback,
                        null,
                        APPLICATION);
    }

    @Test
    void aRoleThatIsTakenAwayStopsWhatIsOnItsWay() throws InterruptedException {
        scene.device("dev-01");
        var session = scene.connect("dev-01", line);
        session.listen(EnumSet.of(Feature.COMMANDS));
        session.setRoom(1);
        send("dev-01", FeedbackRequest.NONE);
        line.command();
        send("dev-01", FeedbackRequest.NONE);

        scene.patch("dev-01", LiveScene.role("sensor"));
        session.giveRoom(5);

        assertThat(session.mayListen(Feature.COMMANDS)).isInstanceOf(Outcome.Refused.class);
        assertThat(line.commands).isEmpty();
    }

    @Test
    void aCommandIsDeliveredSettledAndReported() throws InterruptedException {
        scene.device("dev-01");
        var session = scene.connect("dev-01", line);
        session.listen(EnumSet.of(Feature.COMMANDS));
        session.setRoom(10);

        assertThat(send("dev-01", FeedbackRequest.FULL)).isEqualTo(Outcome.DONE);
        var command = line.command();
        boolean settled = session.settle(command.lock(), Settlement.COMPLETE);

        assertThat(settled).isTrue();
        assertThat(command.command().message().system(SystemProperty.TO))
                .contains("/devices/dev-01/messages/devicebound");
        var feedback = scene.feedback.lock(HOST, 10, Duration.ofSeconds(60)).orElseThrow();
        assertThat(feedback.records())
                .singleElement()
                .satisfies(
                        record -> {
                            assertThat(record.status()).isEqualTo(Feedback.Status.SUCCESS);
                            assertThat(record.originalMessageId()).isEqualTo("m-1");
                        });
    }

    @Test
    void anUnsettledCommandComesAgainOnTheNextConnection() throws InterruptedException {
        scene.device("dev-01");
        var session = scene.connect("dev-01", line);
        session.listen(EnumSet.of(Feature.COMMANDS));
        session.setRoom(1);
        send("dev-01", FeedbackRequest.NONE);
        line.command();

        var again = new Recorder();
        var second = scene.connect("dev-01", again);
        second.listen(EnumSet.of(Feature.COMMANDS));
        second.setRoom(1);

        assertThat(again.command().command().deliveryCount()).isZero();
    }

    @Test
    void theQueueOfADeviceIsBounded() {
        scene.device("dev-01");
        for (int i = 0; i < 50; i++) {
            assertThat(send("dev-01", FeedbackRequest.NONE)).isEqualTo(Outcome.DONE);
        }

        assertThat(send("dev-01", FeedbackRequest.NONE))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused ->
                                assertThat(refused.error())
                                        .isEqualTo(HubError.DEVICE_MAXIMUM_QUEUE_DEPTH_EXCEEDED));
    }

    @Test
    void aMethodIsAnsweredByTheDevice() throws Exception {
        scene.device("dev-01");
        var session = scene.connect("dev-01", line);
        session.listen(Set.of(Feature.METHODS));

        var result = CompletableFuture.supplyAsync(() -> invoke("dev-01", Duration.ZERO));
        var call = line.call();
        session.respond(call.id(), 201, HELLO);

        assertThat(result.get(20, TimeUnit.SECONDS))
                .isEqualTo(new MethodResult.Answered(201, HELLO));
        assertThat(call.id().version()).isEqualTo(4);
    }

    private MethodResult invoke(String id, Duration connectTimeout) {
        return scene.hub()
                .service()
                .invoke(
                        new ServiceSide.MethodRequest(
                                HubClient.parse(id),
                                "reboot",
                                ByteString.EMPTY,
                                Duration.ofSeconds(20),
                                connectTimeout),
                        APPLICATION);
    }

    @Test
    void aDeviceThatDoesNotListenIsNotOnline() {
        scene.device("dev-01");
        scene.connect("dev-01", line);

        assertThat(invoke("dev-01", Duration.ZERO))
                .isInstanceOfSatisfying(
                        MethodResult.Refused.class,
                        refused ->
                                assertThat(refused.error()).isEqualTo(HubError.DEVICE_NOT_ONLINE));
    }

    @Test
    void aMethodWhoseDeviceLeavesIsOverAtOnce() throws Exception {
        scene.device("dev-01");
        var session = scene.connect("dev-01", line);
        session.listen(Set.of(Feature.METHODS));
        var result = CompletableFuture.supplyAsync(() -> invoke("dev-01", Duration.ZERO));
        line.call();

        session.close(false);

        assertThat(result.get(20, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        MethodResult.Refused.class,
                        refused ->
                                assertThat(refused.error())
                                        .isEqualTo(HubError.DEVICE_CONNECTION_CLOSED_REMOTELY));
    }

    @Test
    void aDesiredPatchReachesTheDeviceWithItsNullsAndItsVersion() {
        scene.device("dev-01");
        var session = scene.connect("dev-01", line);
        session.listen(Set.of(Feature.DESIRED));
        var patch = new JsonObject(Map.of("fan", JsonNumber.of(1), "gone", JsonNull.NULL));

        scene.patch("dev-01", new TwinPatch(null, patch));

        assertThat(line.desired)
                .singleElement()
                .satisfies(
                        sent -> {
                            assertThat(sent.patch().members())
                                    .containsEntry("gone", JsonNull.NULL)
                                    .containsEntry("fan", JsonNumber.of(1))
                                    .containsEntry("$version", JsonNumber.of(2));
                            assertThat(sent.version()).isEqualTo(2);
                        });
    }

    /// What its role hides was written before it had the role; to take it away is allowed.
    @Test
    void aDeviceIsSentOnlyWhatItsRoleLetsItSee() {
        scene.device("dev-01");
        scene.patch("dev-01", desired("secretPlan", JsonNumber.of(2)));
        scene.patch("dev-01", LiveScene.role("actuator"));
        var session = scene.connect("dev-01", line);
        session.listen(Set.of(Feature.DESIRED));
        assertThat(((TwinAnswer.Twin) session.twin()).document().toString())
                .doesNotContain("secretPlan");

        scene.patch(
                "dev-01",
                new TwinPatch(
                        null,
                        new JsonObject(
                                Map.of("config1", JsonNumber.of(1), "secretPlan", JsonNull.NULL))));

        assertThat(line.desired)
                .singleElement()
                .satisfies(
                        sent ->
                                assertThat(sent.patch().members())
                                        .containsOnlyKeys("config1", "$version"));
    }

    private static TwinPatch desired(String key, JsonValue value) {
        return new TwinPatch(null, new JsonObject(Map.of(key, value)));
    }

    @Test
    void aNewRoleIsToldAsDesiredProperty() {
        scene.device("dev-01");
        var session = scene.connect("dev-01", line);
        session.listen(Set.of(Feature.DESIRED));

        scene.patch("dev-01", LiveScene.role("gateway"));

        assertThat(line.desired)
                .singleElement()
                .satisfies(
                        sent ->
                                assertThat(sent.patch().members())
                                        .containsOnlyKeys("rolePermissions", "$version"));
        assertThat(session.role().name()).hasToString("gateway");
    }

    @Test
    void aReportOutsideTheRoleIsRefusedWhole() {
        scene.device("dev-01", "actuator");
        var session = scene.connect("dev-01", line);
        var patch =
                new JsonObject(
                        Map.of("state", new JsonString("on"), "owner", new JsonString("me")));

        var answer = session.report(patch, null);

        assertThat(answer)
                .isEqualTo(
                        new TwinAnswer.Refused(
                                HubError.ROLE_FORBIDS,
                                "role actuator does not let a device report \"owner\""));
        assertThat(((TwinAnswer.Twin) session.twin()).document().member("reported"))
                .contains(new JsonObject(Map.of("$version", JsonNumber.of(1))));
    }

    @Test
    void aReportHasTheNextVersionAndKeepsToItsPrecondition() {
        scene.device("dev-01");
        var session = scene.connect("dev-01", line);
        var patch = new JsonObject(Map.of("a", JsonNumber.of(1)));

        assertThat(session.report(patch, null)).isEqualTo(new TwinAnswer.Reported(2));
        assertThat(session.report(patch, 1L))
                .isInstanceOfSatisfying(
                        TwinAnswer.Refused.class,
                        refused ->
                                assertThat(refused.error())
                                        .isEqualTo(HubError.PRECONDITION_FAILED));
    }

    @Test
    void aDeviceThatIsNobodysGatewaySpeaksForNobody() {
        scene.device("gw-1", "gateway");
        scene.device("leaf-1", "sensor");
        var gateway = scene.connect("gw-1", line);

        assertThat(gateway.child(new DeviceId("leaf-1")))
                .isInstanceOf(DeviceSession.ChildAnswer.Refused.class);
    }

    @Test
    void aChildThatIsAskedForByManyAtOnceHasOneSession() throws Exception {
        var gateway = scene.device("gw-1", "gateway");
        assign("leaf-1", gateway.identity().scope());
        var session = scene.connect("gw-1", line);
        var child = new DeviceId("leaf-1");

        var asked = new ArrayList<CompletableFuture<DeviceSession.ChildAnswer>>();
        for (int link = 0; link < 16; link++) {
            asked.add(CompletableFuture.supplyAsync(() -> session.child(child)));
        }
        var sessions = new HashSet<DeviceSession>();
        for (var one : asked) {
            var answer = (DeviceSession.ChildAnswer.Child) one.get(20, TimeUnit.SECONDS);
            sessions.add(answer.session());
        }

        assertThat(sessions).singleElement().matches(one -> !one.over());
    }

    private void assign(String id, String scope) {
        scene.device(id);
        scene.devices.changeDevice(
                HOST,
                new DeviceId(id),
                place -> {
                    var leaf = ((HubPlace.Occupied) place.orElseThrow()).device();
                    var old = leaf.identity();
                    var assigned =
                            new DeviceIdentity(
                                    old.deviceId(),
                                    old.generationId(),
                                    old.etag(),
                                    old.enabled(),
                                    old.statusReason(),
                                    old.statusUpdatedAt(),
                                    old.authentication(),
                                    old.iotEdge(),
                                    old.createdAt(),
                                    old.role(),
                                    scope);
                    return new Change.Update<>(
                            new HubPlace.Occupied(leaf.with(assigned)), assigned);
                });
    }
}
