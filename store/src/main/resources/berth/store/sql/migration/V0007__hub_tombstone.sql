-- Tombstones of embedded hubs: a deleted device leaves its row, so that a creation and a removal of
-- the same device always meet at one key. vacated_by is the marker of whoever removed it; both
-- columns are null while a device is there. A tombstone's identity and twin are '{}', its
-- authentication is empty.
ALTER TABLE hub_device ADD COLUMN vacated_at BIGINT;

ALTER TABLE hub_device ADD COLUMN vacated_by TEXT;

-- For counting without reading devices, and for forgetting the oldest tombstones.
DROP INDEX hub_device_by_state;

CREATE INDEX hub_device_by_state ON hub_device (vacated_at, hub, enabled);
