package berth.testkit.store;

import berth.core.id.ETag;
import berth.core.id.HubHostName;
import berth.core.registration.AssignmentPlan;
import berth.core.registration.Operation;
import berth.core.registration.OperationState;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationFailure;
import berth.core.registration.RegistrationStatus;
import berth.core.registration.Substatus;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// Records with single members changed.
public final class Copies {
    private Copies() {}

    public static OfOperation of(Operation operation) {
        return new OfOperation(operation);
    }

    public static OfRegistration of(Registration registration) {
        return new OfRegistration(registration);
    }

    public static final class OfOperation {
        private final Operation before;
        private long generation;
        private OperationState state;
        private @Nullable AssignmentPlan plan;
        private int attempt;
        private @Nullable RegistrationFailure failure;
        private @Nullable Instant finishedAt;

        private OfOperation(Operation before) {
            this.before = before;
            this.generation = before.generation();
            this.state = before.state();
            this.plan = before.plan();
            this.attempt = before.attempt();
            this.failure = before.failure();
            this.finishedAt = before.finishedAt();
        }

        public OfOperation generation(long value) {
            generation = value;
            return this;
        }

        public OfOperation state(OperationState value) {
            state = value;
            return this;
        }

        public OfOperation plan(AssignmentPlan value) {
            plan = value;
            return this;
        }

        public OfOperation attempt(int value) {
            attempt = value;
            return this;
        }

        public OfOperation failure(@Nullable RegistrationFailure value) {
            failure = value;
            return this;
        }

        public OfOperation finishedAt(Instant value) {
            finishedAt = value;
            return this;
        }

        public Operation operation() {
            return new Operation(
                    before.id(),
                    before.scope(),
                    before.registrationId(),
                    before.spelling(),
                    generation,
                    before.enrollment(),
                    before.enrollmentEtag(),
                    before.authentication(),
                    before.requestDigest(),
                    before.apiVersion(),
                    before.payload(),
                    state,
                    plan,
                    before.createdInHub(),
                    attempt,
                    before.nextRun(),
                    before.deadline(),
                    before.lease(),
                    failure,
                    before.createdAt(),
                    finishedAt);
        }
    }

    public static final class OfRegistration {
        private final Registration before;
        private RegistrationStatus status;
        private @Nullable Substatus substatus;
        private @Nullable HubHostName assignedHub;
        private ETag etag;

        private OfRegistration(Registration before) {
            this.before = before;
            this.status = before.status();
            this.substatus = before.substatus();
            this.assignedHub = before.assignedHub();
            this.etag = before.etag();
        }

        public OfRegistration status(RegistrationStatus value) {
            status = value;
            return this;
        }

        public OfRegistration substatus(Substatus value) {
            substatus = value;
            return this;
        }

        public OfRegistration assignedHub(HubHostName value) {
            assignedHub = value;
            return this;
        }

        public OfRegistration etag(ETag value) {
            etag = value;
            return this;
        }

        public Registration registration() {
            return new Registration(
                    before.scope(),
                    before.registrationId(),
                    before.spelling(),
                    before.enrollment(),
                    status,
                    substatus,
                    assignedHub,
                    before.deviceId(),
                    before.generation(),
                    before.operationId(),
                    before.credential(),
                    before.failure(),
                    before.payload(),
                    etag,
                    before.createdAt(),
                    before.updatedAt());
        }
    }
}
