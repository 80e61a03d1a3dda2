package berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import berth.core.audit.AuditEvent;
import berth.core.audit.AuditLog;
import berth.core.id.IdScope;

import org.junit.jupiter.api.Test;

/// What every audit log does.
public abstract class AuditLogContract {
    private final IdScope scope = Samples.freshScope();

    protected abstract AuditLog auditLog();

    private AuditEvent append(IdScope whose, String action, String target) {
        var event = Samples.event(whose, action, target);
        auditLog().append(event);
        return event;
    }

    @Test
    void whatIsAppendedIsReadNewestFirst() {
        var first = append(scope, "enrollment.created", "meter-7");
        var second = append(scope, "enrollment.updated", "meter-8");

        assertThat(auditLog().newest(scope.value(), "", 10)).containsExactly(second, first);
    }

    @Test
    void theLimitCutsOffTheOldest() {
        append(scope, "enrollment.created", "meter-7");
        var second = append(scope, "enrollment.updated", "meter-7");

        assertThat(auditLog().newest(scope.value(), "", 1)).containsExactly(second);
    }

    @Test
    void aTargetSelectsItsOwnEntries() {
        var one = append(scope, "enrollment.created", "meter-7");
        append(scope, "enrollment.created", "meter-8");

        assertThat(auditLog().newest(scope.value(), "meter-7", 10)).containsExactly(one);
    }

    @Test
    void aScopeDoesNotSeeAnothers() {
        append(Samples.freshScope(), "enrollment.created", "meter-7");

        assertThat(auditLog().newest(scope.value(), "", 10)).isEmpty();
    }

    /// A refusal names what a stranger sent; it must be written all the same.
    @Test
    void aStrangersTextIsNoReasonToFail() {
        append(scope, "registration.refused", "a\0b\uD83D\uDE00'");

        assertThat(auditLog().newest(scope.value(), "", 10))
                .singleElement()
                .satisfies(event -> assertThat(event.target()).startsWith("a").endsWith("'"));
    }
}
