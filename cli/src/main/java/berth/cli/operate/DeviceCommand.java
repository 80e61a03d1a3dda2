package berth.cli.operate;

import berth.cli.operate.ServiceOptions.Shown;
import berth.wire.uri.PercentEncoding;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `berth device`: one device, whatever its enrollment says.
@Command(
        name = "device",
        description = "One device, by its registration ID, whatever its enrollment says.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class DeviceCommand {
    private static final String ID = "Registration ID.";

    @Command(
            name = "show",
            description = "Where the device stands.",
            mixinStandardHelpOptions = true)
    int show(
            @Mixin ServiceOptions service,
            @Parameters(paramLabel = "ID", description = ID) String id) {
        return done(service, "GET", path(id));
    }

    @Command(
            name = "disable",
            description = {
                "Keeps the device out from this moment on: it can register no more, and its"
                        + " identity",
                "in its hub is disabled by the work queue."
            },
            mixinStandardHelpOptions = true)
    int disable(
            @Mixin ServiceOptions service,
            @Parameters(paramLabel = "ID", description = ID) String id) {
        return done(service, "POST", path(id) + "/disable");
    }

    @Command(
            name = "enable",
            description = "Lets the device in again, once its hub has enabled its identity.",
            mixinStandardHelpOptions = true)
    int enable(
            @Mixin ServiceOptions service,
            @Parameters(paramLabel = "ID", description = ID) String id) {
        return done(service, "POST", path(id) + "/enable");
    }

    @Command(
            name = "decommission",
            description = {
                "Takes the device out of service: it can register no more, and its identity is",
                "removed from its hub by the work queue."
            },
            mixinStandardHelpOptions = true)
    int decommission(
            @Mixin ServiceOptions service,
            @Parameters(paramLabel = "ID", description = ID) String id) {
        return done(service, "POST", path(id) + "/decommission");
    }

    @Command(
            name = "forget",
            description = {
                "Forgets the registration, as Azure's 'delete registration': the identity stays in",
                "its hub, and a device that is still enrolled may register anew."
            },
            mixinStandardHelpOptions = true)
    int forget(
            @Mixin ServiceOptions service,
            @Parameters(paramLabel = "ID", description = ID) String id) {
        return service.converse(
                api ->
                        new Shown(
                                api.call("DELETE", path(id)),
                                "forgot " + id + System.lineSeparator()));
    }

    private static int done(ServiceOptions service, String method, String path) {
        return service.converse(
                api -> {
                    var registration = ServiceApi.object(api.call(method, path));
                    return new Shown(registration, Cells.lines(registration));
                });
    }

    private static String path(String id) {
        return "/registrations/" + PercentEncoding.encode(id);
    }
}
