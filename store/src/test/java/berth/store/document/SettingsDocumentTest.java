package berth.store.document;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.allocation.AllocationPolicy;
import berth.core.enrollment.CustomAllocationDefinition;
import berth.core.enrollment.CustomAllocationDefinition.OnFailure;
import berth.core.enrollment.EnrollmentSettings;
import berth.core.json.JsonObject;
import berth.wire.json.BadDocument;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.LinkedHashMap;

class SettingsDocumentTest {
    private static final String ON_FAILURE = "customAllocationOnFailure";

    private static EnrollmentSettings settings(OnFailure onFailure) {
        return new EnrollmentSettings(
                null,
                false,
                null,
                null,
                AllocationPolicy.CUSTOM,
                null,
                null,
                new CustomAllocationDefinition("https://f.example/?k=1", "2021-10-01", onFailure));
    }

    private static JsonObject secrets(EnrollmentSettings settings) {
        var members = new Members();
        SettingsDocument.secrets(settings, members);
        return members.object();
    }

    @ParameterizedTest
    @EnumSource
    void whatHappensOnFailureIsKept(OnFailure onFailure) throws BadDocument {
        var settings = settings(onFailure);

        assertThat(SettingsDocument.settings(SettingsDocument.open(settings), secrets(settings)))
                .isEqualTo(settings);
    }

    @Test
    void documentsOfTheFirstReleaseRefuse() throws BadDocument {
        var settings = settings(OnFailure.FALL_BACK);
        var members = new LinkedHashMap<>(SettingsDocument.open(settings).members());
        assertThat(members.remove(ON_FAILURE)).isNotNull();

        assertThat(SettingsDocument.settings(new JsonObject(members), secrets(settings)))
                .isEqualTo(settings(OnFailure.REFUSE));
    }
}
