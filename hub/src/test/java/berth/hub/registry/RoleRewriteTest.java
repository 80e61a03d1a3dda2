package berth.hub.registry;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.hub.DeviceDraft;
import berth.core.hub.DeviceDraft.AuthenticationWish;
import berth.core.hub.HubDevice;
import berth.core.hub.TwinPatch;
import berth.core.hub.role.Permission;
import berth.core.hub.role.Role;
import berth.core.hub.role.RoleBook;
import berth.core.hub.role.RoleName;
import berth.core.id.DeviceId;
import berth.core.id.HubHostName;
import berth.core.json.JsonObject;
import berth.core.json.JsonString;
import berth.hub.CountingRandom;
import berth.hub.HubScene;
import berth.testkit.store.InMemoryAuditLog;
import berth.testkit.store.InMemoryHubStore;
import berth.testkit.store.InMemoryRoleStore;
import berth.testkit.store.MovableClock;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

final class RoleRewriteTest {
    private static final HubHostName HOST = HubScene.HOST;
    private static final RoleName PUMP = new RoleName("pump");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final MovableClock clock = new MovableClock(Instant.parse("2030-01-07T08:00:00Z"));
    private final InMemoryAuditLog audit = new InMemoryAuditLog();
    private final InMemoryHubStore store = new InMemoryHubStore(audit, clock);
    private final InMemoryRoleStore roleStore = new InMemoryRoleStore(audit);
    private final RoleBooks books =
            hub -> new RoleBook(roleStore.roles(hub), RoleBook.builtIn().effective(null).name());
    private final EmbeddedHubs hubs =
            new EmbeddedHubs(store, clock, new CountingRandom(), books, DeviceNews.NONE);
    private final HubRoles roles = new HubRoles(HOST, roleStore, books, DeviceNews.NONE, clock);
    private final RoleRewrite rewrite = new RoleRewrite(hubs);

    @BeforeEach
    void openAHub() {
        hubs.open("hub1", HOST, HubScene.OPERATOR);
    }

    @Test
    void everyDeviceOfARoleIsToldOfItsChangeAndNoOther() {
        roles.write(role(Permission.SEND_TELEMETRY), HubScene.OPERATOR);
        create("a", "pump");
        create("b", "sensor");
        create("c", null);
        create("d", "pump");
        var before = List.of(device("b"), device("c"));

        roles.write(role(Permission.RECEIVE_COMMANDS), HubScene.OPERATOR);
        assertThat(rewrite.run(HOST, PATIENCE)).isTrue();

        for (var id : List.of("a", "d")) {
            assertThat(told(id)).isEqualTo(role(Permission.RECEIVE_COMMANDS).describe());
            assertThat(device(id).twin().desired().version()).isEqualTo(2);
        }
        assertThat(List.of(device("b"), device("c"))).isEqualTo(before);
    }

    @Test
    void whatIsRightIsLeftAlone() {
        roles.write(role(Permission.SEND_TELEMETRY), HubScene.OPERATOR);
        create("a", "pump");
        var before = device("a");
        int entries = audit.all().size();

        assertThat(rewrite.run(HOST, PATIENCE)).isTrue();

        assertThat(device("a")).isEqualTo(before);
        assertThat(audit.all()).hasSize(entries);
    }

    /// The change was stored, and then the process died.
    @Test
    void aRunThatFailedIsMadeUpForByTheNext() {
        roles.write(role(Permission.SEND_TELEMETRY), HubScene.OPERATOR);
        create("a", "pump");
        roles.write(role(Permission.RECEIVE_COMMANDS), HubScene.OPERATOR);
        store.failNext(HubScene.storeGone());

        assertThat(rewrite.run(HOST, PATIENCE)).isFalse();
        assertThat(rewrite.run(HOST, PATIENCE)).isTrue();

        assertThat(told("a")).isEqualTo(role(Permission.RECEIVE_COMMANDS).describe());
    }

    @Test
    void aHubHasOnlySoManyRolesOfItsOwn() {
        for (int i = 0; i < HubRoles.ROLES_MAX; i++) {
            var role = new Role(new RoleName("r" + i), Set.of(), List.of(), List.of());
            assertThat(roles.write(role, HubScene.OPERATOR)).isEqualTo(new RoleOutcome.Done(role));
        }

        assertThat(roles.write(role(Permission.SEND_TELEMETRY), HubScene.OPERATOR))
                .isInstanceOf(RoleOutcome.Refused.class);
        var known = new Role(new RoleName("r7"), Set.of(), List.of(), List.of());
        assertThat(roles.write(known, HubScene.OPERATOR)).isInstanceOf(RoleOutcome.Done.class);
    }

    private static Role role(Permission permission) {
        return new Role(PUMP, Set.of(permission), List.of(), List.of());
    }

    private void create(String id, @Nullable String role) {
        var draft =
                new DeviceDraft(
                        new DeviceId(id), true, null, new AuthenticationWish.Unsaid(), false);
        var tags = role == null ? null : new JsonObject(Map.of(Role.TAG, new JsonString(role)));
        var outcome =
                hubs.hub(HOST)
                        .orElseThrow()
                        .write(
                                draft,
                                new Precondition.Either(null),
                                new TwinPatch(tags, null),
                                null,
                                HubScene.OPERATOR);
        assertThat(outcome).isInstanceOf(HubOutcome.Done.class);
    }

    private HubDevice device(String id) {
        return store.device(HOST, new DeviceId(id)).orElseThrow();
    }

    private Object told(String id) {
        return device(id).twin().desired().data().member(Role.PERMISSIONS_KEY).orElseThrow();
    }
}
