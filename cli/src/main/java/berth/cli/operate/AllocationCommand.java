package berth.cli.operate;

import berth.cli.operate.ServiceOptions.Shown;
import berth.core.json.JsonBoolean;
import berth.core.json.JsonNull;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.LinkedHashMap;
import java.util.Map;

/// `berth allocation`: how the instance chooses among its hubs.
@Command(
        name = "allocation",
        description = "How the instance chooses a hub where an enrollment does not say.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class AllocationCommand {
    @Command(name = "show", description = "What counts now.", mixinStandardHelpOptions = true)
    int show(@Mixin ServiceOptions service) {
        return done(service, "GET", JsonNull.NULL);
    }

    @Command(name = "set", description = "Changes what is given.", mixinStandardHelpOptions = true)
    int set(
            @Mixin ServiceOptions service,
            @Option(
                            names = "--policy",
                            paramLabel = "NAME",
                            description = "hashed (evenly weighted), geoLatency or static.")
                    @Nullable String policy,
            @Option(
                            names = "--avoid-unwell-hubs",
                            paramLabel = "true|false",
                            arity = "1",
                            description =
                                    "Whether draining hubs and hubs in trouble are avoided. false"
                                            + " is strict parity with Azure.")
                    @Nullable Boolean avoidUnwellHubs) {
        var members = new LinkedHashMap<String, JsonValue>();
        if (policy != null) {
            members.put("allocationPolicy", ServiceApi.text(policy));
        }
        if (avoidUnwellHubs != null) {
            members.put("avoidUnwellHubs", JsonBoolean.of(avoidUnwellHubs));
        }
        if (members.isEmpty()) {
            throw service.wrong("give --policy, --avoid-unwell-hubs or both");
        }
        return done(service, "PATCH", new JsonObject(members));
    }

    private static int done(ServiceOptions service, String method, JsonValue body) {
        return service.converse(
                api -> {
                    var document =
                            ServiceApi.object(api.call(method, "/allocation", body, Map.of()));
                    return new Shown(document, Cells.lines(document));
                });
    }
}
