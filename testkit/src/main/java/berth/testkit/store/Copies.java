package berth.testkit.store;

import berth.core.hub.TwinData;
import berth.core.id.ETag;
import berth.core.registration.AssignmentPlan;
import berth.core.registration.Operation;
import berth.core.registration.OperationState;
import berth.core.registration.Registration;
import berth.core.registration.RegistrationFailure;
import berth.core.registration.RegistrationStatus;

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
        private int target;
        private @Nullable TwinData captured;
        private int attempt;
        private @Nullable RegistrationFailure failure;
        private @Nullable Instant finishedAt;

        private OfOperation(Operation before) {
            var progress = before.progress();
            this.before = before;
            this.generation = before.generation();
            this.state = progress.state();
            this.plan = progress.plan();
            this.target = progress.target();
            this.captured = progress.captured();
            this.attempt = progress.attempt();
            this.failure = progress.failure();
            this.finishedAt = progress.finishedAt();
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

        public OfOperation target(int value) {
            target = value;
            return this;
        }

        public OfOperation captured(TwinData value) {
            captured = value;
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
            var intake = before.intake();
            return new Operation(
                    new Operation.Intake(
                            intake.id(),
                            intake.scope(),
                            intake.registrationId(),
                            intake.spelling(),
                            generation,
                            intake.enrollment(),
                            intake.enrollmentEtag(),
                            intake.authentication(),
                            intake.proof(),
                            intake.requestDigest(),
                            intake.apiVersion(),
                            intake.payload(),
                            intake.deadline(),
                            intake.createdAt(),
                            intake.challenge()),
                    new Operation.Progress(
                            state,
                            plan,
                            target,
                            captured,
                            before.progress().createdInHub(),
                            attempt,
                            failure,
                            finishedAt),
                    before.nextRun(),
                    before.lease());
        }
    }

    public static final class OfRegistration {
        private final Registration before;
        private RegistrationStatus status;
        private Registration.@Nullable Assignment assignment;
        private Registration.@Nullable Block block;
        private ETag etag;

        private OfRegistration(Registration before) {
            this.before = before;
            this.status = before.status();
            this.assignment = before.assignment();
            this.block = before.block();
            this.etag = before.etag();
        }

        public OfRegistration status(RegistrationStatus value) {
            status = value;
            return this;
        }

        public OfRegistration assignment(Registration.@Nullable Assignment value) {
            assignment = value;
            return this;
        }

        public OfRegistration block(Registration.@Nullable Block value) {
            block = value;
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
                    before.generation(),
                    before.operationId(),
                    before.credential(),
                    before.failure(),
                    assignment,
                    block,
                    before.leftBehind(),
                    etag,
                    before.createdAt(),
                    before.updatedAt());
        }
    }
}
