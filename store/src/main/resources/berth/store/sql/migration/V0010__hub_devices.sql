-- What devices of embedded hubs do: modules, sessions, messages both ways, events, roles.
-- A client is `device` or `device/module`, and neither name holds a slash.

-- The last number given in each hub for each kind of row, and when. The row stays locked until the
-- transaction ends that took a number, so numbers become visible in their order and readers that
-- go by them skip nothing. Rows stay when a hub is removed: no number is given twice.
CREATE TABLE hub_counter (
    hub {name} NOT NULL,
    kind {name} NOT NULL,
    last_number BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (hub, kind)
);

CREATE TABLE hub_module (
    hub {name} NOT NULL,
    client {name} NOT NULL,
    identity TEXT NOT NULL,
    twin TEXT NOT NULL,
    authentication {bytes} NOT NULL,
    PRIMARY KEY (hub, client)
);

-- node is null without a connection. passing: the connection leaves nothing behind when it
-- breaks. kept: there is something to come back to.
CREATE TABLE hub_session (
    hub {name} NOT NULL,
    client {name} NOT NULL,
    connection BIGINT NOT NULL,
    node {name},
    passing SMALLINT NOT NULL,
    kept SMALLINT NOT NULL,
    filters TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (hub, client)
);

CREATE INDEX hub_session_by_node ON hub_session (node) WHERE node IS NOT NULL;

CREATE INDEX hub_session_connected ON hub_session (hub) WHERE node IS NOT NULL;

CREATE INDEX hub_session_gone ON hub_session (changed_at) WHERE node IS NULL;

CREATE TABLE hub_command (
    hub {name} NOT NULL,
    client {name} NOT NULL,
    sequence BIGINT NOT NULL,
    generation_id TEXT NOT NULL,
    feedback TEXT NOT NULL,
    message {bytes} NOT NULL,
    enqueued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    deliveries BIGINT NOT NULL,
    lock_id TEXT,
    holder TEXT,
    locked_until BIGINT,
    PRIMARY KEY (hub, client, sequence)
);

CREATE INDEX hub_command_by_expiry ON hub_command (expires_at);

-- At most one for each command, under the command's sequence.
CREATE TABLE hub_feedback (
    hub {name} NOT NULL,
    sequence BIGINT NOT NULL,
    client {name} NOT NULL,
    message_id TEXT NOT NULL,
    generation_id TEXT NOT NULL,
    status TEXT NOT NULL,
    at BIGINT NOT NULL,
    lock_id {name},
    locked_until BIGINT,
    PRIMARY KEY (hub, sequence)
);

CREATE INDEX hub_feedback_by_age ON hub_feedback (hub, at, sequence);

CREATE INDEX hub_feedback_old ON hub_feedback (at);

CREATE INDEX hub_feedback_locked ON hub_feedback (lock_id) WHERE lock_id IS NOT NULL;

CREATE TABLE hub_event (
    hub {name} NOT NULL,
    sequence BIGINT NOT NULL,
    client {name} NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (hub, sequence)
);

-- told: the subscription was told of everything up to this sequence. sealed: a webhook's key.
CREATE TABLE hub_subscription (
    hub {name} NOT NULL,
    name {name} NOT NULL,
    document TEXT NOT NULL,
    sealed {bytes},
    told BIGINT NOT NULL,
    PRIMARY KEY (hub, name)
);

CREATE TABLE hub_dead_event (
    hub {name} NOT NULL,
    subscription {name} NOT NULL,
    sequence BIGINT NOT NULL,
    client {name} NOT NULL,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    data TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (hub, subscription, sequence)
);

CREATE TABLE hub_role (
    hub {name} NOT NULL,
    name {name} NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (hub, name)
);

-- The head of a hub's telemetry log. Counts as hub_counter does, and sums what is there. Records
-- up to `trimmed` are gone, although their bytes may be left for a while.
CREATE TABLE hub_telemetry (
    hub {name} NOT NULL,
    last_sequence BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    trimmed BIGINT NOT NULL,
    records BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    removed SMALLINT NOT NULL,
    PRIMARY KEY (hub)
);

-- Records of one partition that came together, in one piece. A group is what came together in all
-- partitions, and ends with group_last.
CREATE TABLE hub_telemetry_segment (
    hub {name} NOT NULL,
    partition_no BIGINT NOT NULL,
    last_sequence BIGINT NOT NULL,
    first_sequence BIGINT NOT NULL,
    group_last BIGINT NOT NULL,
    enqueued_at BIGINT NOT NULL,
    records BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    body {bytes} NOT NULL,
    PRIMARY KEY (hub, partition_no, last_sequence)
);

CREATE INDEX hub_telemetry_segment_by_group ON hub_telemetry_segment (hub, group_last);

-- The last record of each partition that was trimmed.
CREATE TABLE hub_telemetry_end (
    hub {name} NOT NULL,
    partition_no BIGINT NOT NULL,
    last_sequence BIGINT NOT NULL,
    enqueued_at BIGINT NOT NULL,
    PRIMARY KEY (hub, partition_no)
);

CREATE TABLE hub_telemetry_cursor (
    hub {name} NOT NULL,
    consumer {name} NOT NULL,
    sequence BIGINT NOT NULL,
    PRIMARY KEY (hub, consumer)
);
