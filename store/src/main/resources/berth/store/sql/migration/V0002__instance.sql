-- Provisioning service instances, their linked hubs, and the shared access policies of instances
-- and embedded hubs.
CREATE TABLE instance (
    scope {name} NOT NULL,
    document TEXT NOT NULL,
    etag TEXT NOT NULL,
    PRIMARY KEY (scope)
);

CREATE TABLE access_policy (
    scope {name} NOT NULL,
    name {name} NOT NULL,
    position INTEGER NOT NULL,
    document TEXT NOT NULL,
    sealed {bytes} NOT NULL,
    PRIMARY KEY (scope, name)
);

CREATE TABLE linked_hub (
    scope {name} NOT NULL,
    host_name {name} NOT NULL,
    position INTEGER NOT NULL,
    document TEXT NOT NULL,
    sealed {bytes},
    PRIMARY KEY (scope, host_name)
);
