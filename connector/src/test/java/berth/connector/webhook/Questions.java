package berth.connector.webhook;

import berth.core.allocation.AllocationPolicy;
import berth.core.allocation.CustomAllocationQuestion;
import berth.core.allocation.CustomAllocationQuestion.DeviceProof;
import berth.core.attestation.Attestation;
import berth.core.enrollment.CustomAllocationDefinition;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.EnrollmentSettings;
import berth.core.id.ETag;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.HubHostName;
import berth.core.id.IdScope;
import berth.core.id.OperationId;
import berth.core.secret.Secret;
import berth.core.secret.SymmetricKeys;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Random;

/// Questions about devices of a group with symmetric keys.
final class Questions {
    static final HubHostName NORTH = new HubHostName("hub-north.example.net");
    static final HubHostName SOUTH = new HubHostName("hub-south.example.net");
    static final OperationId OPERATION =
            new OperationId("4.0123456789abcdef.00112233-4455-4677-8899-aabbccddeeff");
    static final SymmetricKeys KEYS =
            new SymmetricKeys(Secret.random(32, new Random(1)), Secret.random(32, new Random(2)));

    private Questions() {}

    static CustomAllocationQuestion to(String url) {
        return of(url, "line-a-0042", new DeviceProof.SymmetricKey());
    }

    static CustomAllocationQuestion of(@Nullable String url, String device, DeviceProof proof) {
        var settings =
                new EnrollmentSettings(
                        null,
                        false,
                        null,
                        null,
                        AllocationPolicy.CUSTOM,
                        null,
                        null,
                        url == null ? null : new CustomAllocationDefinition(url, "2021-10-01"));
        var now = Instant.parse("2030-01-01T00:00:00Z");
        var group =
                new EnrollmentGroup(
                        new IdScope("0neABCDEF01"),
                        new EnrollmentGroupId("line-a"),
                        "Line-A",
                        new Attestation.SymmetricKey(KEYS),
                        settings,
                        ETag.fresh(new Random(3)),
                        now,
                        now);
        return new CustomAllocationQuestion(
                group, device, null, null, proof, null, List.of(NORTH, SOUTH), OPERATION);
    }
}
