package berth.testkit.store;

import java.time.Duration;
import java.time.Instant;

/// The stores of embedded hubs in memory, wired as in a real store: what leaves a hub takes along
/// what is its own, and every change tells the outbox. Any thread.
public final class InMemoryHubHost implements HubHost {
    private final MovableClock clock;
    private final InMemoryAuditLog auditLog = new InMemoryAuditLog();
    private final InMemoryEventOutbox events;
    private final InMemoryHubStore hubs;
    private final InMemoryModuleStore modules;
    private final InMemorySessionStore sessions;
    private final InMemoryFeedbackQueue feedback;
    private final InMemoryCommandQueue commands;
    private final InMemorySubscriptionStore subscriptions;
    private final InMemoryRoleStore roles;
    private final InMemoryTelemetryLog telemetry;

    public InMemoryHubHost(Instant start) {
        this(new MovableClock(start));
    }

    public InMemoryHubHost(MovableClock clock) {
        this.clock = clock;
        events = new InMemoryEventOutbox(clock);
        hubs = new InMemoryHubStore(auditLog, clock, events);
        modules = new InMemoryModuleStore(auditLog, hubs);
        sessions = new InMemorySessionStore(clock, events, hubs);
        feedback = new InMemoryFeedbackQueue(clock);
        commands = new InMemoryCommandQueue(clock, feedback, hubs);
        subscriptions = new InMemorySubscriptionStore(auditLog, events);
        roles = new InMemoryRoleStore(auditLog);
        telemetry = new InMemoryTelemetryLog(clock);
    }

    public MovableClock clock() {
        return clock;
    }

    @Override
    public InMemoryHubStore hubs() {
        return hubs;
    }

    @Override
    public InMemoryModuleStore modules() {
        return modules;
    }

    @Override
    public InMemorySessionStore sessions() {
        return sessions;
    }

    @Override
    public InMemoryCommandQueue commands() {
        return commands;
    }

    @Override
    public InMemoryFeedbackQueue feedback() {
        return feedback;
    }

    @Override
    public InMemoryEventOutbox events() {
        return events;
    }

    @Override
    public InMemorySubscriptionStore subscriptions() {
        return subscriptions;
    }

    @Override
    public InMemoryRoleStore roles() {
        return roles;
    }

    @Override
    public InMemoryTelemetryLog telemetry() {
        return telemetry;
    }

    @Override
    public InMemoryAuditLog auditLog() {
        return auditLog;
    }

    @Override
    public void pass(Duration time) {
        clock.pass(time);
    }
}
