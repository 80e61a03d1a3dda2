package berth.hub.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import berth.core.error.StoreUnavailable;
import berth.core.hub.DeviceDraft;
import berth.core.hub.DeviceDraft.AuthenticationWish;
import berth.core.hub.HubClient;
import berth.core.hub.HubError;
import berth.core.hub.ModuleDraft;
import berth.core.hub.TwinPatch;
import berth.core.id.DeviceId;
import berth.core.id.ModuleId;
import berth.hub.HubScene;
import berth.hub.Json;
import berth.hub.registry.DeviceNews.Desired;
import berth.testkit.store.InMemoryModuleStore;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

final class HubModulesTest {
    private static final DeviceId PUMP = new DeviceId("pump");
    private static final Precondition CREATE =
            new Precondition.Absent(HubError.MODULE_ALREADY_EXISTS_ON_DEVICE);
    private static final Precondition PRESENT =
            new Precondition.Present(HubError.MODULE_NOT_FOUND, null);

    private final HubScene scene = new HubScene();
    private final InMemoryModuleStore store = new InMemoryModuleStore(scene.audit, scene.memory);
    private final List<Desired> told = new ArrayList<>();
    private EmbeddedHub hub;
    private HubModules modules;

    @BeforeEach
    void openAHubWithADevice() {
        hub = scene.openHub();
        modules =
                new HubModules(
                        hub,
                        store,
                        RoleBooks.builtIn(),
                        (_, _, desired) -> told.add(desired),
                        scene.clock,
                        scene.random);
        var device = new DeviceDraft(PUMP, true, null, new AuthenticationWish.Unsaid(), false);
        hub.write(device, new Precondition.Either(null), HubScene.OPERATOR);
    }

    @Test
    void aDeviceHasOnlySoManyModules() {
        for (int i = 0; i < ModuleChange.MODULES_MAX; i++) {
            assertThat(write("m" + i, CREATE)).isInstanceOf(ModuleOutcome.Done.class);
        }

        assertThat(write("more", CREATE))
                .isInstanceOfSatisfying(
                        ModuleOutcome.Refused.class,
                        refused ->
                                assertThat(refused.error())
                                        .isEqualTo(HubError.TOO_MANY_MODULES_ON_DEVICE));
        assertThat(write("m7", PRESENT)).isInstanceOf(ModuleOutcome.Done.class);
    }

    @Test
    void modulesGoWithTheirDevice() {
        write("m", CREATE);

        hub.delete(PUMP, Precondition.present(), HubScene.OPERATOR);

        assertThat(modules.module(client("m"))).isEmpty();
        assertThat(write("m", CREATE))
                .isInstanceOfSatisfying(
                        ModuleOutcome.Refused.class,
                        refused ->
                                assertThat(refused.error()).isEqualTo(HubError.DEVICE_NOT_FOUND));
    }

    @Test
    void whoeverIsConnectedIsToldWhatBecameOfTheDesiredProperties() {
        write("m", CREATE);
        var patch = new TwinPatch(null, Json.object("{\"a\":1,\"$version\":3}"));
        told.clear();

        modules.patchTwin(client("m"), patch, PRESENT, HubScene.OPERATOR);
        modules.patchTwin(
                client("m"),
                new TwinPatch(Json.object("{\"x\":1}"), null),
                PRESENT,
                HubScene.OPERATOR);
        modules.replaceTwin(client("m"), patch, PRESENT, HubScene.OPERATOR);
        modules.patchTwin(client("none"), patch, PRESENT, HubScene.OPERATOR);

        assertThat(told)
                .containsExactly(
                        new Desired.Merged(Json.object("{\"a\":1}")),
                        new Desired.Untouched(),
                        new Desired.Replaced());
    }

    @Test
    void aChangeOfWhichTheStoreIsNotSureIsToldAsWell() {
        write("m", CREATE);
        told.clear();
        var patch = new TwinPatch(Json.object("{\"x\":1}"), null);

        store.failNext(new StoreUnavailable("commit", false, new IOException("reset")));
        assertThatThrownBy(() -> modules.patchTwin(client("m"), patch, PRESENT, HubScene.OPERATOR))
                .isInstanceOf(StoreUnavailable.class);

        assertThat(told).containsExactly(new Desired.Replaced());
    }

    private ModuleOutcome write(String module, Precondition precondition) {
        return modules.write(
                new ModuleDraft(client(module), null, new AuthenticationWish.Unsaid()),
                precondition,
                HubScene.OPERATOR);
    }

    private static HubClient client(String module) {
        return HubClient.module(PUMP, new ModuleId(module));
    }
}
