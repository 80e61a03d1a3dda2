-- Data keys, wrapped by the key-encryption key. A scope here and everywhere below is an ID scope
-- or, for what belongs to an embedded hub, the hub's host name, which has a dot and so never looks
-- like an ID scope. Times are microseconds since 1970, UTC.
CREATE TABLE data_key (
    scope {name} NOT NULL,
    key_id BIGINT NOT NULL,
    wrapped {bytes} NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (scope, key_id)
);
