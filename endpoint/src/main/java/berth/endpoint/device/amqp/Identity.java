package berth.endpoint.device.amqp;

import berth.core.attestation.Evidence;
import berth.endpoint.device.DeviceOperations.Question;

/// Whom a connection has proven to be, and with what: each request is asked in this name.
///
/// @param device as the device spelled it when it proved itself
record Identity(LinkAddress device, Evidence evidence) {
    Question question(String source) {
        return new Question(device.scope(), device.registrationId(), evidence, source);
    }
}
