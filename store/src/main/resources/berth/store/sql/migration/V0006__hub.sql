-- Embedded hubs and their devices. marker_generation is the generation of the registration that
-- wrote the identity last, null where an operator did.
CREATE TABLE hub (
    host_name {name} NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (host_name)
);

CREATE TABLE hub_device (
    hub {name} NOT NULL,
    device_id {name} NOT NULL,
    enabled SMALLINT NOT NULL,
    marker_generation BIGINT,
    identity TEXT NOT NULL,
    twin TEXT NOT NULL,
    authentication {bytes} NOT NULL,
    PRIMARY KEY (hub, device_id)
);

-- For counting without reading devices.
CREATE INDEX hub_device_by_state ON hub_device (hub, enabled);
