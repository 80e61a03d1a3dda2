package berth.system.roles;

import static org.assertj.core.api.Assertions.assertThat;

import berth.cli.fleet.client.Transport;
import berth.cli.fleet.hub.HubAnswer;
import berth.cli.fleet.hub.HubChannel;
import berth.cli.fleet.hub.HubFeature;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sqlite.SQLiteConfig;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Every role, every action, every transport, at the whole house; and `docs/roles.md` says what was
/// tried. `-Dberth.docs.write=true` writes that file.
final class RoleEnforcementIT {
    private static final String WRITE_PROPERTY = "berth.docs.write";
    private static final Duration EFFECT = Duration.ofSeconds(1);

    @TempDir private static Path folder;
    private static RoleScene scene;

    @BeforeAll
    static void start() throws Exception {
        scene = new RoleScene(folder);
        scene.defineRole("valve", DeviceKind.OWN_ROLE);
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    record Case(DeviceKind kind, Transport transport) {
        String name(String what) {
            return "%s-%s-%s"
                    .formatted(what, kind.name().toLowerCase(Locale.ROOT), transport.word());
        }
    }

    static Stream<Case> cases() {
        return Stream.of(DeviceKind.values())
                .flatMap(
                        kind ->
                                Stream.of(Transport.values())
                                        .map(transport -> new Case(kind, transport)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aDeviceMayDoWhatItsRoleAllowsAndNothingElse(Case at) throws Exception {
        var id = at.name("device");
        var child = at.name("child");
        scene.device(id, at.kind().tag(), null);
        scene.device(child, null, id);
        var attempt = new Attempt(scene, id, child, at.transport());

        var wrong = new ArrayList<String>();
        for (var action : RoleAction.values()) {
            var expected = Cell.expected(at.kind(), action, at.transport());
            var found = tried(attempt, action);
            if (!found.equals(expected.text())) {
                wrong.add("%s: %s instead of %s".formatted(action, found, expected.text()));
            }
        }

        assertThat(wrong).as(at.toString()).isEmpty();
    }

    private static String tried(Attempt attempt, RoleAction action) {
        try {
            return attempt.of(action).text();
        } catch (Exception | AssertionError e) {
            return e.toString();
        }
    }

    /// A gateway speaks for those that are assigned to it.
    @ParameterizedTest
    @EnumSource(names = {"MQTT", "MQTT_WS", "AMQP", "AMQP_WS"})
    void aGatewayDoesNotSpeakForTheChildOfAnother(Transport transport) throws Exception {
        var id = "gateway-" + transport.word();
        var stranger = "stranger-" + transport.word();
        scene.device(id, "gateway", null);
        scene.device(stranger, null, null);

        try (var channel = scene.connect(id, transport)) {
            assertThat(channel.telemetry(stranger, "{}", RoleScene.PATIENCE))
                    .isNotInstanceOf(HubAnswer.Done.class);
        }
    }

    /// A sensor stays one behind its gateway.
    @ParameterizedTest
    @EnumSource(names = {"MQTT", "AMQP"})
    void aChildMayDoNoMoreThanItsOwnRoleAllows(Transport transport) throws Exception {
        var id = "head-" + transport.word();
        var child = "hand-" + transport.word();
        scene.device(id, "gateway", null);
        scene.device(child, "sensor", id);

        try (var channel = scene.connect(id, transport)) {
            assertThat(channel.telemetry(child, "{}", RoleScene.PATIENCE))
                    .isInstanceOf(HubAnswer.Done.class);
            assertThat(channel.listen(child, HubFeature.METHODS, RoleScene.PATIENCE).isForbidden())
                    .isTrue();
        }
        assertThat(scene.commands().invoke(scene.hub(), child, "go", "{}").isForbidden()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"MQTT", "MQTT_WS", "AMQP", "AMQP_WS"})
    void aNewRoleHoldsForAnOpenConnectionWithinASecond(Transport transport) throws Exception {
        var id = "changing-" + transport.word();
        scene.device(id, "actuator", null);
        try (var channel = scene.connect(id, transport)) {
            assertThat(report(channel, id)).isInstanceOf(HubAnswer.Done.class);

            scene.role(id, "sensor");
            var refused = withinASecond(() -> report(channel, id), HubAnswer::isForbidden);
            var called =
                    withinASecond(
                            () -> scene.commands().invoke(scene.hub(), id, "go", "{}"),
                            HubAnswer::isForbidden);
            assertThat(refused.isForbidden()).as(refused.toString()).isTrue();
            assertThat(called.isForbidden()).as(called.toString()).isTrue();

            scene.role(id, "actuator");
            var allowed =
                    withinASecond(
                            () -> report(channel, id), answer -> answer instanceof HubAnswer.Done);
            assertThat(allowed).isInstanceOf(HubAnswer.Done.class);
        }
    }

    private static HubAnswer report(HubChannel channel, String id) throws Exception {
        return channel.report(id, "{\"state\":\"on\"}", RoleScene.PATIENCE);
    }

    @FunctionalInterface
    private interface Try {
        HubAnswer tried() throws Exception;
    }

    @FunctionalInterface
    private interface Good {
        boolean test(HubAnswer answer);
    }

    /// The last answer, which was asked for not later than a second after the first.
    private static HubAnswer withinASecond(Try attempt, Good good) throws Exception {
        long start = System.nanoTime();
        var answer = attempt.tried();
        while (!good.test(answer) && System.nanoTime() - start < EFFECT.toNanos()) {
            Thread.sleep(50);
            answer = attempt.tried();
        }
        return answer;
    }

    @Test
    void whatARoleForbidsIsAudited() throws Exception {
        scene.device("audited", "sensor", null);
        try (var channel = scene.connect("audited", Transport.MQTT)) {
            report(channel, "audited");
        }
        scene.commands().invoke(scene.hub(), "audited", "go", "{}");
        scene.commands().send(scene.hub(), "audited", "{}");

        assertThat(audited("audited"))
                .contains("device.report.denied", "method.denied", "command.denied");
    }

    private static List<String> audited(String device) throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        var actions = new ArrayList<String>();
        try (var connection = config.createConnection("jdbc:sqlite:" + folder.resolve("berth.db"));
                var statement =
                        connection.prepareStatement(
                                "SELECT action FROM audit_entry WHERE target LIKE ?")) {
            statement.setString(1, "%" + device + "%");
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    actions.add(rows.getString("action"));
                }
            }
        }
        return actions;
    }

    @Test
    void theDocumentationSaysWhatIsTried() throws Exception {
        var page = page();
        if (Boolean.getBoolean(WRITE_PROPERTY)) {
            Files.writeString(page, RolePage.text());
        }

        assertThat(Files.readString(page))
                .as("docs/roles.md: write it with -D%s=true", WRITE_PROPERTY)
                .isEqualTo(RolePage.text());
    }

    /// Tests run in their module's folder.
    private static Path page() {
        return Path.of("").toAbsolutePath().resolveSibling("docs").resolve("roles.md");
    }
}
