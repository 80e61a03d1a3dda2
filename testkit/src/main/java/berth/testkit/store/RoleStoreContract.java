package berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.change.Change;
import berth.core.hub.role.KeyPattern;
import berth.core.hub.role.Permission;
import berth.core.hub.role.Role;
import berth.core.hub.role.RoleName;
import berth.core.hub.role.RoleStore;
import berth.core.id.HubHostName;

import org.junit.jupiter.api.Test;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What every [RoleStore] keeps.
public abstract class RoleStoreContract {
    private final HubHostName hub = Samples.freshHub();

    protected abstract HubHost host();

    private RoleStore store() {
        return host().roles();
    }

    private static Role role(String name, Set<Permission> permissions) {
        return new Role(
                new RoleName(name),
                permissions,
                List.of(new KeyPattern("z*"), new KeyPattern("a")),
                List.of(KeyPattern.ANY));
    }

    private void put(Role role) {
        store().changeRole(
                        hub,
                        role.name(),
                        _ -> new Change.Put<>(role, true, Samples.event(hub, "put", "role")));
    }

    @Test
    void rolesComeBackInTheOrderOfTheirNames() {
        var all =
                List.of(
                        role("camera", EnumSet.allOf(Permission.class)),
                        role("pump", EnumSet.noneOf(Permission.class)));
        all.reversed().forEach(this::put);

        assertThat(store().roles(hub)).isEqualTo(all);
        assertThat(store().roles(Samples.freshHub())).isEmpty();
        assertThat(host().auditLog().newest(hub.value(), "role", 10)).hasSize(2);
    }

    @Test
    void aRoleIsReplacedAndRemoved() {
        var camera = role("camera", EnumSet.of(Permission.SEND_TELEMETRY));
        put(role("camera", Set.of()));
        put(camera);
        assertThat(store().roles(hub)).containsExactly(camera);

        store().changeRole(
                        hub,
                        camera.name(),
                        shown -> {
                            assertThat(shown).contains(camera);
                            return new Change.Remove<>(true, Samples.event(hub, "removed", "role"));
                        });

        assertThat(store().roles(hub)).isEmpty();
    }
}
