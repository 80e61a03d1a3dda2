package berth.core.registration.simulation;

/// What makes an operation impossible for good.
enum Misfortune {
    HUBS_REFUSE,
    ENROLLMENT_DISABLED,
    ENROLLMENT_DELETED,
    HUBS_UNLINKED,
    REGISTRATION_DELETED,
    DEVICE_DISABLED,
    DEVICE_DECOMMISSIONED,
    DEADLINE_PASSED;

    void befall(SagaScene scene) {
        switch (this) {
            case HUBS_REFUSE -> scene.refuse();
            case ENROLLMENT_DISABLED -> scene.disableEnrollment();
            case ENROLLMENT_DELETED -> scene.deleteEnrollment();
            case HUBS_UNLINKED -> scene.unlinkHubs();
            case REGISTRATION_DELETED -> scene.forget();
            case DEVICE_DISABLED -> scene.disable();
            case DEVICE_DECOMMISSIONED -> scene.decommission();
            case DEADLINE_PASSED -> scene.outwait();
        }
    }
}
