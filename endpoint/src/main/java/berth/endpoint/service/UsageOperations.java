package berth.endpoint.service;

import berth.core.error.Refusal;
import berth.core.error.ServiceError;
import berth.core.usage.UsageStore;
import berth.net.http.HttpReply;
import berth.wire.json.UsageJson;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/// How much an instance was used, by days (UTC).
///
/// Source: docs/operating.md.
final class UsageOperations {
    static final int DAYS_DEFAULT = 30;
    static final int DAYS_MAX = 400;

    private final UsageStore usage;

    UsageOperations(UsageStore usage) {
        this.usage = usage;
    }

    HttpReply read(ServiceCall call) {
        var query = call.request().query();
        try {
            var last =
                    QueryText.first(query, "to")
                            .map(LocalDate::parse)
                            .orElseGet(() -> LocalDate.ofInstant(call.now(), ZoneOffset.UTC));
            var first =
                    QueryText.first(query, "from")
                            .map(LocalDate::parse)
                            .orElseGet(() -> last.minusDays(DAYS_DEFAULT - 1L));
            return read(call, first, last);
        } catch (DateTimeException _) {
            // Neither a day nor near one; the rule says more than the parser.
            return refused(call, "from and to are days such as 2030-03-01");
        }
    }

    private HttpReply read(ServiceCall call, LocalDate first, LocalDate last) {
        if (first.isAfter(last) || ChronoUnit.DAYS.between(first, last) >= DAYS_MAX) {
            return refused(call, "from is not after to, and %d days at most".formatted(DAYS_MAX));
        }
        return ServiceReplies.ok(
                UsageJson.write(first, last, usage.usage(call.scope(), first, last)));
    }

    private static HttpReply refused(ServiceCall call, String why) {
        return ServiceReplies.refused(Refusal.explained(ServiceError.BAD_REQUEST, why), call);
    }
}
