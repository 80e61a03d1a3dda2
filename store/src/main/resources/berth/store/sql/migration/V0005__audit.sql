-- What happened. entry_id orders the entries of one node; sequence and hash are filled in when the
-- entries are chained.
CREATE TABLE audit_entry (
    scope {name} NOT NULL,
    entry_id {name} NOT NULL,
    sequence BIGINT,
    hash {bytes},
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    source TEXT NOT NULL,
    action TEXT NOT NULL,
    target {name} NOT NULL,
    outcome TEXT NOT NULL,
    correlation_id TEXT NOT NULL,
    PRIMARY KEY (scope, entry_id),
    UNIQUE (scope, sequence)
);

CREATE INDEX audit_entry_by_target ON audit_entry (scope, target, entry_id);
