-- Registrations, their operations, and the work that outlives an operation.
CREATE TABLE registration (
    scope {name} NOT NULL,
    registration_id {name} NOT NULL,
    enrollment_group {name},
    status TEXT NOT NULL,
    substatus TEXT,
    assigned_hub TEXT,
    device_id TEXT,
    generation BIGINT NOT NULL,
    operation_id TEXT NOT NULL,
    document TEXT NOT NULL,
    etag TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    checksum {bytes} NOT NULL,
    PRIMARY KEY (scope, registration_id)
);

CREATE INDEX registration_by_group ON registration (scope, enrollment_group, registration_id);

-- active_key names scope and registration while the operation runs and is null when it is final:
-- at most one operation of a registration runs. finished_at is null while it runs.
CREATE TABLE operation (
    scope {name} NOT NULL,
    operation_id {name} NOT NULL,
    registration_id {name} NOT NULL,
    active_key {name} UNIQUE,
    generation BIGINT NOT NULL,
    state TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    created_in_hub SMALLINT NOT NULL,
    document TEXT NOT NULL,
    failure TEXT,
    authentication {bytes} NOT NULL,
    plan {bytes},
    next_run BIGINT NOT NULL,
    deadline BIGINT NOT NULL,
    lease_owner TEXT NOT NULL,
    lease_until BIGINT NOT NULL,
    lease_epoch BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    checksum {bytes} NOT NULL,
    PRIMARY KEY (scope, operation_id)
);

-- For claiming what runs, in the order it is due, and for forgetting what finished long ago.
CREATE INDEX operation_by_due ON operation (finished_at, next_run);

CREATE TABLE work_item (
    scope {name} NOT NULL,
    kind {name} NOT NULL,
    item_key {name} NOT NULL,
    state {name} NOT NULL,
    detail TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    not_before BIGINT NOT NULL,
    lease_owner TEXT,
    lease_until BIGINT NOT NULL,
    lease_epoch BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    PRIMARY KEY (scope, kind, item_key)
);

CREATE INDEX work_item_by_due ON work_item (state, not_before);
