package berth.core.attestation;

import berth.core.enrollment.EnrollmentGroup;
import berth.core.id.ByteString;
import berth.core.id.ETag;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.id.RegistrationId;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Verdicts on chains, remembered for a minute: a device that registers presents the same chain
/// again with every poll, and verifying signatures is most of what a poll would cost.
///
/// A verdict is remembered for the very chain, registration ID and groups with their tags, so that
/// any change of an enrollment is a different question. Two generations of bounded size; the older
/// one is forgotten when the younger one is full or a minute old. Safe for many threads.
///
/// Source: reliability, section 7.
final class RecentVerdicts {
    static final Duration LIFE = Duration.ofSeconds(60);
    private static final int GENERATION_MAX = 10_000;

    private record Group(EnrollmentGroupId id, ETag etag) {}

    /// What was asked.
    record Question(IdScope scope, List<Group> groups, RegistrationId id, List<ByteString> chain) {
        static Question of(
                List<EnrollmentGroup> candidates, RegistrationId id, List<X509Certificate> chain) {
            return new Question(
                    candidates.getFirst().scope(),
                    candidates.stream().map(g -> new Group(g.groupId(), g.etag())).toList(),
                    id,
                    chain.stream().map(CertificateLabel::sha256).toList());
        }
    }

    private record Answer(Verdict verdict, Instant judgedAt) {}

    private record Generations(
            Map<Question, Answer> young, Map<Question, Answer> old, Instant since) {}

    private volatile Generations generations =
            new Generations(new ConcurrentHashMap<>(), Map.of(), Instant.MIN);

    Optional<Verdict> find(Question question, Instant now) {
        var present = generations;
        var answer = present.young().get(question);
        if (answer == null) {
            answer = present.old().get(question);
        }
        // A poll may be judged as of an earlier moment: then the verdict is of another time.
        return Optional.ofNullable(answer)
                .filter(found -> !now.isBefore(found.judgedAt()))
                .filter(found -> now.isBefore(found.judgedAt().plus(LIFE)))
                .map(Answer::verdict);
    }

    void remember(Question question, Verdict verdict, Instant now) {
        turn(now).put(question, new Answer(verdict, now));
    }

    private Map<Question, Answer> turn(Instant now) {
        var present = generations;
        boolean full = present.young().size() >= GENERATION_MAX;
        boolean aged = !now.isBefore(saturated(present.since()));
        if (!full && !aged) {
            return present.young();
        }
        // Two threads may turn at once: what is lost is only remembered less long.
        var next = new Generations(new ConcurrentHashMap<>(), present.young(), now);
        generations = next;
        return next.young();
    }

    private static Instant saturated(Instant since) {
        return since.equals(Instant.MIN) ? since : since.plus(LIFE);
    }
}
