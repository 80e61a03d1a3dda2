package berth.core.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.allocation.Allocator.Choice;
import berth.core.enrollment.EnrollmentSettings;
import berth.core.hub.HubLink;
import berth.core.hub.LinkedHub;
import berth.core.id.ETag;
import berth.core.id.HostName;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;
import berth.core.instance.ServiceInstance;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What an allocation is among: an instance, an enrollment, what is known of the hubs. A value;
/// every change yields another scene.
record Scene(ServiceInstance instance, EnrollmentSettings settings, HubConditions conditions) {
    static final LinkedHub A = hub("a.example", 1);
    static final LinkedHub B = hub("b.example", 2);
    static final LinkedHub C = hub("c.example", 5);

    static LinkedHub hub(String host, int weight) {
        return new LinkedHub(new HubHostName(host), new HubLink.Embedded(), "local", weight, true);
    }

    static LinkedHub optedOut(String host) {
        return new LinkedHub(new HubHostName(host), new HubLink.Embedded(), "local", 1000, false);
    }

    static Scene of(LinkedHub... hubs) {
        return of(AllocationPolicy.EVENLY_WEIGHTED, true, List.of(hubs));
    }

    private static Scene of(AllocationPolicy policy, boolean avoids, List<LinkedHub> hubs) {
        var host = new HostName("dps.example");
        return new Scene(
                new ServiceInstance(
                        new IdScope("0ne00000001"),
                        "plant",
                        host,
                        host,
                        policy,
                        List.of(),
                        hubs,
                        avoids,
                        new ETag("instance")),
                EnrollmentSettings.NONE,
                HubConditions.NONE);
    }

    Scene instancePolicy(AllocationPolicy policy) {
        return new Scene(
                of(policy, instance.avoidUnwellHubs(), instance.linkedHubs()).instance,
                settings,
                conditions);
    }

    Scene avoidingNothing() {
        return new Scene(
                of(instance.allocationPolicy(), false, instance.linkedHubs()).instance,
                settings,
                conditions);
    }

    /// The enrollment's own policy and hubs; null for none.
    Scene enrollment(AllocationPolicy policy, LinkedHub... hubs) {
        return enrollment(policy, List.of(hubs).stream().map(LinkedHub::hostName).toList());
    }

    Scene enrollment(AllocationPolicy policy) {
        return enrollment(policy, (List<HubHostName>) null);
    }

    Scene enrollment(AllocationPolicy policy, List<HubHostName> hubs) {
        return new Scene(
                instance,
                new EnrollmentSettings(null, false, null, null, policy, hubs, null, null),
                conditions);
    }

    Scene legacyTarget(LinkedHub hub) {
        return new Scene(
                instance,
                new EnrollmentSettings(null, false, null, null, null, null, hub.hostName(), null),
                conditions);
    }

    Scene unwell(LinkedHub... hubs) {
        var names = Set.copyOf(List.of(hubs).stream().map(LinkedHub::hostName).toList());
        return new Scene(instance, settings, new HubConditions(names, conditions.latencies()));
    }

    Scene measured(LinkedHub hub, int millis) {
        var latencies = new HashMap<>(conditions.latencies());
        latencies.put(hub.hostName(), Duration.ofMillis(millis));
        return new Scene(instance, settings, new HubConditions(conditions.unwell(), latencies));
    }

    Choice choose(int device, LinkedHub current) {
        return Allocator.choose(id(device), settings, instance, hostName(current), conditions);
    }

    Choice choose() {
        return choose(1, null);
    }

    Choice.Settled withoutFunction(int device, LinkedHub current) {
        return Allocator.withoutFunction(
                id(device), settings, instance, hostName(current), conditions);
    }

    LinkedHub chosen(int device, LinkedHub current) {
        var choice = choose(device, current);
        assertThat(choice).isInstanceOf(Choice.Chosen.class);
        return ((Choice.Chosen) choice).hub();
    }

    /// The choice for a new device.
    LinkedHub chosen(int device) {
        return chosen(device, null);
    }

    String reason(int device, LinkedHub current) {
        return ((Choice.Chosen) choose(device, current)).reason();
    }

    /// How many of so many new devices each hub gets.
    Map<LinkedHub, Integer> shares(int devices) {
        var shares = new HashMap<LinkedHub, Integer>();
        for (int device = 0; device < devices; device++) {
            shares.merge(chosen(device), 1, Integer::sum);
        }
        return shares;
    }

    /// A device that these hubs' weights send to `hub`.
    static int deviceOf(LinkedHub hub, LinkedHub... hubs) {
        var scene = of(hubs);
        int device = 0;
        while (!scene.chosen(device).equals(hub)) {
            device++;
        }
        return device;
    }

    private static RegistrationId id(int device) {
        return new RegistrationId("device-" + device);
    }

    private static HubHostName hostName(LinkedHub hub) {
        return hub == null ? null : hub.hostName();
    }
}
