package berth.endpoint.service;

import berth.core.audit.AuditLog;
import berth.core.enrollment.EnrollmentStore;
import berth.core.instance.InstanceStore;
import berth.core.registration.RegistrationStore;
import berth.core.usage.UsageStore;
import berth.core.work.WorkStore;

/// Everything that operators look at or change, by the ports that keep it.
///
/// @param audit for what belongs to no change: refusals and disclosures
public record ServiceStores(
        InstanceStore instances,
        EnrollmentStore enrollments,
        RegistrationStore registrations,
        WorkStore work,
        UsageStore usage,
        AuditLog audit) {}
