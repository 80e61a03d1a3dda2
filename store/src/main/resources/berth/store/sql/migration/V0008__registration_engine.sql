-- target: which of the plan's hubs is being tried. captured: the twin that moves with the device,
-- sealed.
ALTER TABLE operation ADD COLUMN target INTEGER NOT NULL DEFAULT 0;
ALTER TABLE operation ADD COLUMN captured {bytes};

-- Scopes take turns when operations are claimed: the scopes with running operations are found by
-- skipping through this index. It serves the forgetting of old ones as well.
DROP INDEX operation_by_due;
CREATE INDEX operation_by_scope_due ON operation (finished_at, scope, next_run);

-- What a registration that was deleted left: its generation orders the effects of the next one.
CREATE TABLE removed_registration (
    scope {name} NOT NULL,
    registration_id {name} NOT NULL,
    generation BIGINT NOT NULL,
    hub TEXT,
    device_id TEXT,
    removed_at BIGINT NOT NULL,
    PRIMARY KEY (scope, registration_id)
);

ALTER TABLE work_item ADD COLUMN reason TEXT;

-- Counts of operations. day counts from 1970, UTC. Where many transactions run at once each adds to
-- one of several parts, so that they do not wait for one another.
CREATE TABLE usage_count (
    scope {name} NOT NULL,
    day INTEGER NOT NULL,
    kind {name} NOT NULL,
    part INTEGER NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (scope, day, kind, part)
);
