/// The service operations endpoint: what operators, their tools and the service SDKs call to keep
/// enrollments and to look at registrations. One request at a time from bytes to the core's rules
/// and back; knows neither devices nor how anything is stored.
@NullMarked
package berth.endpoint.service;

import org.jspecify.annotations.NullMarked;
