package berth.core.enrollment;

import berth.core.id.EnrollmentGroupId;
import berth.core.id.RegistrationId;

/// The name of an enrollment within its scope: of a device or of a group.
public sealed interface EnrollmentKey {
    record Individual(RegistrationId registrationId) implements EnrollmentKey {
        @Override
        public String toString() {
            return "enrollment " + registrationId;
        }
    }

    record Group(EnrollmentGroupId groupId) implements EnrollmentKey {
        @Override
        public String toString() {
            return "enrollment group " + groupId;
        }
    }
}
