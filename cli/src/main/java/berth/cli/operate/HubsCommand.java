package berth.cli.operate;

import berth.cli.operate.ServiceOptions.Shown;
import berth.cli.text.Table;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonNumber;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;
import berth.wire.sas.ConnectionStringText;
import berth.wire.uri.PercentEncoding;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `berth hubs`: the hubs that devices are assigned to.
@Command(
        name = "hubs",
        description = "The hubs that devices are assigned to: how they are doing, and what counts.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class HubsCommand {
    private static final String VARIABLE = "BERTH_HUB_CONNECTION_STRING";

    @Command(
            name = "list",
            description = "Every linked hub, its condition and how near it is.",
            mixinStandardHelpOptions = true)
    int list(@Mixin ServiceOptions service) {
        return service.converse(
                api -> {
                    var hubs = ServiceApi.objects(api.call("GET", "/linkedHubs"));
                    return Shown.of(hubs, table(hubs));
                });
    }

    @Command(
            name = "link",
            description = {
                "Links a hub: an Azure IoT Hub by a connection string of a policy with registry",
                "and service rights, or one of this service's own with --embedded."
            },
            mixinStandardHelpOptions = true)
    int link(
            @Mixin ServiceOptions service,
            @Parameters(
                            arity = "0..1",
                            paramLabel = "HOST",
                            description = "With --embedded. Else it is in the connection string.")
                    @Nullable String host,
            @Option(names = "--embedded", description = "A hub inside the service.")
                    boolean embedded,
            @Option(
                            names = "--hub-connection-string",
                            paramLabel = "TEXT|@FILE",
                            description =
                                    "Better in a file, or in the environment as "
                                            + VARIABLE
                                            + ": a command line is no secret.")
                    @Nullable String connectionString,
            @Option(names = "--location", paramLabel = "TEXT", description = "A label.")
                    @Nullable String location,
            @Option(
                            names = "--weight",
                            paramLabel = "N",
                            description = "1 to 1000, its share of evenly weighted devices.")
                    @Nullable Integer weight,
            @Option(names = "--only-by-name", description = "Only for enrollments that name it.")
                    boolean onlyByName,
            @Option(names = "--replace", description = "Also if it is linked already.")
                    boolean replace) {
        var members = new LinkedHashMap<String, JsonValue>();
        var name =
                embedded
                        ? embedded(service, host, members)
                        : azure(service, host, connectionString, members);
        if (location != null) {
            members.put("location", ServiceApi.text(location));
        }
        if (weight != null) {
            members.put("allocationWeight", JsonNumber.of(weight));
        }
        members.put("applyAllocationPolicy", JsonBoolean.of(!onlyByName));
        return changed(
                service,
                "PUT",
                name,
                new JsonObject(members),
                replace ? Map.of("If-Match", "*") : Map.of());
    }

    private static String embedded(
            ServiceOptions service, @Nullable String host, Map<String, JsonValue> to) {
        if (host == null) {
            throw service.wrong("--embedded needs the HOST");
        }
        to.put("kind", ServiceApi.text("embedded"));
        return host;
    }

    private static String azure(
            ServiceOptions service,
            @Nullable String host,
            @Nullable String option,
            Map<String, JsonValue> to) {
        var text = secret(service, option);
        var parts = parts(service, text);
        if (host != null && !host.equalsIgnoreCase(parts.host().value())) {
            throw service.wrong("the connection string is another hub's: " + parts.host());
        }
        to.put("kind", ServiceApi.text("azure"));
        to.put("connectionString", ServiceApi.text(text));
        return parts.host().value();
    }

    private static String secret(ServiceOptions service, @Nullable String option) {
        try {
            return SecretText.of(option, VARIABLE, System.getenv())
                    .orElseThrow(
                            () ->
                                    service.wrong(
                                            "give --hub-connection-string or "
                                                    + VARIABLE
                                                    + ", or --embedded"));
        } catch (IllegalArgumentException e) {
            throw service.wrong("--hub-connection-string: " + e.getMessage());
        }
    }

    private static ConnectionStringText.Parts parts(ServiceOptions service, String text) {
        try {
            return ConnectionStringText.parse(text);
        } catch (IllegalArgumentException e) {
            throw service.wrong("the hub's connection string " + e.getMessage());
        }
    }

    @Command(
            name = "unlink",
            description = {
                "Forgets the link. Devices in the hub stay there; an enrollment that names no"
                        + " other",
                "hub fails with 400208 from now on."
            },
            mixinStandardHelpOptions = true)
    int unlink(
            @Mixin ServiceOptions service,
            @Parameters(paramLabel = "HOST", description = "The hub.") String host) {
        return service.converse(
                api -> {
                    var answer = api.call("DELETE", path(host));
                    return new Shown(answer, "unlinked " + host + System.lineSeparator());
                });
    }

    @Command(
            name = "drain",
            description = {
                "No new devices go to the hub while another one is allowed, and devices on it move",
                "when they register again, as far as their reprovisioning policy lets them."
            },
            mixinStandardHelpOptions = true)
    int drain(
            @Mixin ServiceOptions service,
            @Parameters(paramLabel = "HOST", description = "The hub.") String host) {
        return changed(service, host, "draining", JsonBoolean.of(true));
    }

    @Command(
            name = "undrain",
            description = "The hub takes devices again.",
            mixinStandardHelpOptions = true)
    int undrain(
            @Mixin ServiceOptions service,
            @Parameters(paramLabel = "HOST", description = "The hub.") String host) {
        return changed(service, host, "draining", JsonBoolean.of(false));
    }

    @Command(
            name = "pin",
            description = "Lowest latency takes MILLIS for the hub whatever is measured.",
            mixinStandardHelpOptions = true)
    int pin(
            @Mixin ServiceOptions service,
            @Parameters(index = "0", paramLabel = "HOST", description = "The hub.") String host,
            @Parameters(index = "1", paramLabel = "MILLIS", description = "0 to 60000.")
                    int millis) {
        return changed(service, host, "pinnedLatencyMillis", JsonNumber.of(millis));
    }

    @Command(
            name = "unpin",
            description = "Lowest latency goes by what is measured again.",
            mixinStandardHelpOptions = true)
    int unpin(
            @Mixin ServiceOptions service,
            @Parameters(paramLabel = "HOST", description = "The hub.") String host) {
        return changed(service, host, "pinnedLatencyMillis", JsonNull.NULL);
    }

    @Command(
            name = "weigh",
            description = "The hub's share of evenly weighted devices.",
            mixinStandardHelpOptions = true)
    int weigh(
            @Mixin ServiceOptions service,
            @Parameters(index = "0", paramLabel = "HOST", description = "The hub.") String host,
            @Parameters(index = "1", paramLabel = "WEIGHT", description = "1 to 1000.")
                    int weight) {
        return changed(service, host, "allocationWeight", JsonNumber.of(weight));
    }

    private static int changed(
            ServiceOptions service, String host, String member, JsonValue value) {
        return changed(service, "PATCH", host, new JsonObject(Map.of(member, value)), Map.of());
    }

    private static int changed(
            ServiceOptions service,
            String method,
            String host,
            JsonObject document,
            Map<String, String> headers) {
        return service.converse(
                api -> {
                    var hub = ServiceApi.object(api.call(method, path(host), document, headers));
                    return new Shown(hub, table(List.of(hub)));
                });
    }

    private static String path(String host) {
        return "/linkedHubs/" + PercentEncoding.encode(host);
    }

    static String table(List<JsonObject> hubs) {
        var table =
                new Table(
                        "HUB",
                        "KIND",
                        "LOCATION",
                        "WEIGHT",
                        "AUTOMATIC",
                        "DRAINING",
                        "LATENCY",
                        "CONDITION");
        for (var hub : hubs) {
            table.row(
                    Cells.of(hub, "hostName"),
                    Cells.of(hub, "kind"),
                    Cells.of(hub, "location"),
                    Cells.of(hub, "allocationWeight"),
                    Cells.of(hub, "applyAllocationPolicy"),
                    Cells.of(hub, "draining"),
                    latency(hub),
                    condition(hub));
        }
        return table.text();
    }

    private static String latency(JsonObject hub) {
        if (hub.members().containsKey("pinnedLatencyMillis")) {
            return Cells.of(hub, "pinnedLatencyMillis") + " ms (pinned)";
        }
        var millis = Cells.of(hub, "latency.millis");
        return millis.equals("-") ? Cells.of(hub, "latency.lastError") : millis + " ms";
    }

    /// A hub outside that nobody has called counts as well; an operator should know the difference.
    private static String condition(JsonObject hub) {
        if (Cells.of(hub, "kind").equals("azure") && Cells.of(hub, "condition.since").equals("-")) {
            return "not called yet";
        }
        var error = Cells.of(hub, "condition.lastError");
        var state = Cells.of(hub, "condition.state");
        return error.equals("-") ? state : state + ": " + error;
    }
}
