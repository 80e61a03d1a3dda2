-- The newest challenge of each registration that attests by TPM, sealed as a whole.
CREATE TABLE tpm_challenge (
    scope {name} NOT NULL,
    registration_id {name} NOT NULL,
    challenge {bytes} NOT NULL,
    issued_at BIGINT NOT NULL,
    PRIMARY KEY (scope, registration_id)
);

CREATE INDEX tpm_challenge_by_age ON tpm_challenge (issued_at);
