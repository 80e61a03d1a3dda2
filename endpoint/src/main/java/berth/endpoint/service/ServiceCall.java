package berth.endpoint.service;

import berth.core.audit.Caller;
import berth.core.id.IdScope;
import berth.core.instance.ServiceInstance;
import berth.net.http.HttpHeaders;
import berth.net.http.HttpRequest;

import java.time.Instant;

/// A request that has been routed and authorized.
///
/// @param id the ID in the path, decoded; empty if the operation takes none
/// @param now when it was received
record ServiceCall(
        ServiceInstance instance,
        ServiceOperation operation,
        String id,
        HttpRequest request,
        Caller caller,
        Instant now) {

    IdScope scope() {
        return instance.scope();
    }

    HttpHeaders headers() {
        return request.headers();
    }
}
