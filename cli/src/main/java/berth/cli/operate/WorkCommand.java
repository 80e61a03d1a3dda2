package berth.cli.operate;

import berth.cli.operate.ServiceOptions.Shown;
import berth.cli.text.Table;
import berth.core.json.JsonObject;
import berth.wire.uri.PercentEncoding;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Locale;

/// `berth work`: what is still to be done in hubs, and what could not be done.
@Command(
        name = "work",
        description = "What is still to be done in hubs, and the dead letters: what could not be.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class WorkCommand {
    /// Where items stand.
    enum State {
        OPEN,
        DONE,
        DEAD
    }

    @Command(
            name = "list",
            description = "Work items in one state.",
            mixinStandardHelpOptions = true)
    int list(
            @Mixin ServiceOptions service,
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            defaultValue = "OPEN",
                            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
                    State state,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "1000",
                            description = "At most N items. Default: ${DEFAULT-VALUE}")
                    int limit) {
        if (limit < 1) {
            throw service.wrong("--limit is at least 1");
        }
        return service.converse(
                api -> {
                    var listed =
                            api.list(
                                    "/workItems?state=" + state.name().toLowerCase(Locale.ROOT),
                                    limit);
                    var more =
                            listed.more()
                                    ? "There are more: raise --limit." + System.lineSeparator()
                                    : "";
                    return Shown.of(listed.items(), table(listed.items()) + more);
                });
    }

    @Command(
            name = "replay",
            description = "Puts a dead item back to work.",
            mixinStandardHelpOptions = true)
    int replay(
            @Mixin ServiceOptions service,
            @Parameters(index = "0", paramLabel = "KIND", description = "As 'work list' shows it.")
                    String kind,
            @Parameters(index = "1", paramLabel = "KEY", description = "As 'work list' shows it.")
                    String key) {
        return settled(service, kind, key, "replay", "replayed");
    }

    @Command(
            name = "discard",
            description = "Closes an open or dead item undone.",
            mixinStandardHelpOptions = true)
    int discard(
            @Mixin ServiceOptions service,
            @Parameters(index = "0", paramLabel = "KIND", description = "As 'work list' shows it.")
                    String kind,
            @Parameters(index = "1", paramLabel = "KEY", description = "As 'work list' shows it.")
                    String key) {
        return settled(service, kind, key, "discard", "discarded");
    }

    private static int settled(
            ServiceOptions service, String kind, String key, String word, String said) {
        var path =
                "/workItems/%s/%s/%s"
                        .formatted(PercentEncoding.encode(kind), PercentEncoding.encode(key), word);
        return service.converse(
                api -> new Shown(api.call("POST", path), "%s %s %s%n".formatted(said, kind, key)));
    }

    static String table(List<JsonObject> items) {
        var table = new Table("KIND", "KEY", "ATTEMPTS", "CREATED", "NEXT TRY", "REASON");
        for (var item : items) {
            table.row(
                    Cells.of(item, "kind"),
                    Cells.of(item, "key"),
                    Cells.of(item, "attempts"),
                    Cells.of(item, "createdDateTimeUtc"),
                    Cells.of(item, "state").equals("open")
                            ? Cells.of(item, "notBeforeDateTimeUtc")
                            : "-",
                    Cells.of(item, "reason"));
        }
        return table.text();
    }
}
