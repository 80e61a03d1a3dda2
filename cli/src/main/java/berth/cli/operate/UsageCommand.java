package berth.cli.operate;

import berth.cli.operate.ServiceOptions.Shown;
import berth.cli.text.Table;
import berth.core.json.JsonObject;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.time.LocalDate;
import java.util.StringJoiner;
import java.util.concurrent.Callable;

/// `berth usage`: how much an instance was used.
@Command(
        name = "usage",
        description =
                "Registrations and enrollment writes by days (UTC). Default: the last 30 days.",
        mixinStandardHelpOptions = true)
public final class UsageCommand implements Callable<Integer> {
    @Mixin ServiceOptions service = new ServiceOptions();

    @Option(names = "--from", paramLabel = "DAY", description = "Such as 2030-03-01.")
    @Nullable LocalDate from;

    @Option(names = "--to", paramLabel = "DAY", description = "Included. Default: today.")
    @Nullable LocalDate to;

    @Override
    public Integer call() {
        var range = new StringJoiner("&", "?", "").setEmptyValue("");
        if (from != null) {
            range.add("from=" + from);
        }
        if (to != null) {
            range.add("to=" + to);
        }
        return service.converse(
                api -> {
                    var usage = ServiceApi.object(api.call("GET", "/usage" + range));
                    return new Shown(usage, table(usage));
                });
    }

    static String table(JsonObject usage) throws ServiceRefusal {
        var table = new Table("DAY", "REGISTRATIONS", "RE-REGISTRATIONS", "ENROLLMENT WRITES");
        var days = usage.members().get("days");
        if (days != null) {
            for (var day : ServiceApi.objects(days)) {
                row(table, Cells.of(day, "day"), day);
            }
        }
        if (usage.members().get("totals") instanceof JsonObject totals) {
            row(table, "total", totals);
        }
        return table.text();
    }

    private static void row(Table table, String name, JsonObject counts) {
        table.row(
                name,
                Cells.of(counts, "registrations"),
                Cells.of(counts, "reRegistrations"),
                Cells.of(counts, "enrollmentWrites"));
    }
}
