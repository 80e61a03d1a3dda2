package berth.endpoint.service;

import berth.core.change.Page;
import berth.core.enrollment.EnrollmentDeletion;
import berth.core.enrollment.EnrollmentDraft;
import berth.core.enrollment.EnrollmentGroup;
import berth.core.enrollment.EnrollmentStore;
import berth.core.enrollment.EnrollmentWrite;
import berth.core.enrollment.WriteOutcome;
import berth.core.error.ServiceError;
import berth.core.id.EnrollmentGroupId;
import berth.core.id.IdScope;
import berth.core.json.JsonObject;
import berth.core.json.JsonValue;
import berth.wire.json.BadDocument;
import berth.wire.json.EnrollmentGroupJson;

import java.util.Optional;

/// Enrollment groups.
final class GroupKind implements EnrollmentKind<EnrollmentGroup, EnrollmentGroupId> {
    private final EnrollmentStore enrollments;

    GroupKind(EnrollmentStore enrollments) {
        this.enrollments = enrollments;
    }

    @Override
    public String idName() {
        return "enrollmentGroupId";
    }

    @Override
    public String itemsName() {
        return "enrollmentGroups";
    }

    @Override
    public String itemType() {
        return "EnrollmentGroup";
    }

    @Override
    public String disclosure() {
        return "enrollmentGroup.disclosed";
    }

    @Override
    public ServiceError notFound() {
        return ServiceError.ENROLLMENT_GROUP_NOT_FOUND;
    }

    @Override
    public Optional<EnrollmentGroupId> id(String text) {
        return Ids.group(text);
    }

    @Override
    public Optional<EnrollmentGroup> stored(IdScope scope, EnrollmentGroupId id) {
        return enrollments.group(scope, id);
    }

    @Override
    public Page<EnrollmentGroup> page(IdScope scope, Page.Request page) {
        return enrollments.groups(scope, page);
    }

    @Override
    public WriteOutcome<EnrollmentGroup> write(EnrollmentGroupId id, EnrollmentWrite write) {
        return enrollments.changeGroup(
                write.instance().scope(), id, stored -> write.group(id, stored));
    }

    @Override
    public WriteOutcome<EnrollmentGroup> delete(
            IdScope scope, EnrollmentGroupId id, EnrollmentDeletion deletion) {
        return enrollments.changeGroup(scope, id, deletion::decide);
    }

    @Override
    public EnrollmentDraft draft(JsonValue document) throws BadDocument {
        return EnrollmentGroupJson.read(document);
    }

    @Override
    public JsonObject read(EnrollmentGroup record) {
        return EnrollmentGroupJson.write(record);
    }

    @Override
    public JsonObject listed(EnrollmentGroup record) {
        return EnrollmentGroupJson.write(record);
    }

    @Override
    public JsonObject written(EnrollmentGroup record) {
        return EnrollmentGroupJson.writeWithKeys(record);
    }
}
