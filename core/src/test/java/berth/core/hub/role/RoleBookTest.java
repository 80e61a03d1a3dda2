package berth.core.hub.role;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;

final class RoleBookTest {
    private static final RoleName SENSOR = new RoleName("sensor");

    @Test
    void aRoleThatNobodyDefinedAllowsTheLeast() {
        assertThat(RoleBook.builtIn().effective(new RoleName("janitor")))
                .isEqualTo(BuiltInRoles.LEAST_PRIVILEGED);
    }

    @Test
    void aDeviceWithoutRoleMayDoWhatItMayDoAtAzure() {
        assertThat(RoleBook.builtIn().effective(null)).isEqualTo(BuiltInRoles.STANDARD);
    }

    @Test
    void theRoleOfThoseWithoutOneIsASetting() {
        assertThat(new RoleBook(List.of(), SENSOR).effective(null)).isEqualTo(BuiltInRoles.SENSOR);
    }

    @Test
    void nobodyRedefinesABuiltInRole() {
        var wide =
                new Role(
                        SENSOR,
                        Set.of(Permission.values()),
                        List.of(KeyPattern.ANY),
                        List.of(KeyPattern.ANY));

        assertThat(new RoleBook(List.of(wide), SENSOR).effective(SENSOR))
                .isEqualTo(BuiltInRoles.SENSOR);
    }

    @Test
    void theLeastPrivilegedRoleAllowsNothingThatAnotherBuiltInOneForbids() {
        for (var role : BuiltInRoles.ALL) {
            assertThat(role.permissions()).containsAll(BuiltInRoles.LEAST_PRIVILEGED.permissions());
        }
        assertThat(BuiltInRoles.LEAST_PRIVILEGED.desired()).isEmpty();
        assertThat(BuiltInRoles.LEAST_PRIVILEGED.reported()).isEmpty();
    }

    @Test
    void everybodyMaySeeWhatItsOwnRoleAllows() {
        var section =
                new JsonObject(
                        Map.of(
                                Role.PERMISSIONS_KEY,
                                BuiltInRoles.SENSOR.describe(),
                                "config",
                                JsonNumber.of(1)));

        assertThat(BuiltInRoles.SENSOR.visible(section).members())
                .containsOnlyKeys(Role.PERMISSIONS_KEY);
    }

    @Test
    void theHubsOwnWordsAreNotJudged() {
        var patch = new JsonObject(Map.of("$version", JsonNumber.of(1)));

        assertThat(BuiltInRoles.SENSOR.firstNotReportable(patch)).isEmpty();
    }
}
