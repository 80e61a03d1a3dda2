-- Individual enrollments, enrollment groups, and the signing certificates by which X.509 groups
-- are found.
CREATE TABLE individual_enrollment (
    scope {name} NOT NULL,
    registration_id {name} NOT NULL,
    document TEXT NOT NULL,
    sealed {bytes},
    etag TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (scope, registration_id)
);

CREATE TABLE enrollment_group (
    scope {name} NOT NULL,
    group_id {name} NOT NULL,
    attestation {name} NOT NULL,
    document TEXT NOT NULL,
    sealed {bytes},
    etag TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (scope, group_id)
);

CREATE INDEX enrollment_group_by_attestation ON enrollment_group (scope, attestation, created_at);

CREATE TABLE enrollment_group_certificate (
    scope {name} NOT NULL,
    group_id {name} NOT NULL,
    sha256 {bytes} NOT NULL,
    subject_sha256 {bytes} NOT NULL,
    PRIMARY KEY (scope, group_id, sha256)
);

CREATE INDEX enrollment_group_certificate_by_sha256
    ON enrollment_group_certificate (scope, sha256);

CREATE INDEX enrollment_group_certificate_by_subject
    ON enrollment_group_certificate (scope, subject_sha256);
