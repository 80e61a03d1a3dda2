package berth.endpoint.service;

import berth.core.access.Right;

/// Every operation of this endpoint and the right it asks for: the one table. An operation that is
/// not here does not exist.
///
/// Source: dps-service-api, section 0.5. Reading secrets asks for the right to write, because
/// whoever may replace a key may as well know it (open question 1).
enum ServiceOperation {
    READ_ENROLLMENT(Right.ENROLLMENT_READ),
    WRITE_ENROLLMENT(Right.ENROLLMENT_WRITE),
    DELETE_ENROLLMENT(Right.ENROLLMENT_WRITE),
    QUERY_ENROLLMENTS(Right.ENROLLMENT_READ),
    POST_ENROLLMENTS(Right.ENROLLMENT_WRITE),
    DISCLOSE_ENROLLMENT(Right.ENROLLMENT_WRITE),

    READ_GROUP(Right.ENROLLMENT_READ),
    WRITE_GROUP(Right.ENROLLMENT_WRITE),
    DELETE_GROUP(Right.ENROLLMENT_WRITE),
    QUERY_GROUPS(Right.ENROLLMENT_READ),
    POST_GROUPS(Right.ENROLLMENT_WRITE),
    DISCLOSE_GROUP(Right.ENROLLMENT_WRITE),

    READ_REGISTRATION(Right.REGISTRATION_STATUS_READ),
    DELETE_REGISTRATION(Right.REGISTRATION_STATUS_WRITE),
    QUERY_REGISTRATIONS(Right.REGISTRATION_STATUS_READ),

    // Ours, beside Azure's; see docs/operating.md.
    DISABLE_REGISTRATION(Right.REGISTRATION_STATUS_WRITE),
    ENABLE_REGISTRATION(Right.REGISTRATION_STATUS_WRITE),
    DECOMMISSION_REGISTRATION(Right.REGISTRATION_STATUS_WRITE),

    LIST_LINKED_HUBS(Right.SERVICE_CONFIG),
    READ_LINKED_HUB(Right.SERVICE_CONFIG),
    WRITE_LINKED_HUB(Right.SERVICE_CONFIG),
    CHANGE_LINKED_HUB(Right.SERVICE_CONFIG),
    DELETE_LINKED_HUB(Right.SERVICE_CONFIG),
    READ_ALLOCATION(Right.SERVICE_CONFIG),
    CHANGE_ALLOCATION(Right.SERVICE_CONFIG),

    LIST_WORK(Right.REGISTRATION_STATUS_READ),
    REPLAY_WORK(Right.REGISTRATION_STATUS_WRITE),
    DISCARD_WORK(Right.REGISTRATION_STATUS_WRITE),
    READ_USAGE(Right.REGISTRATION_STATUS_READ);

    private final Right right;

    ServiceOperation(Right right) {
        this.right = right;
    }

    Right right() {
        return right;
    }
}
