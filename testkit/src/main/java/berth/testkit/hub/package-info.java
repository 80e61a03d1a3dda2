/// A hub that does what a test tells it to: devices in memory, a service REST API on loopback that
/// can delay, throttle, tear, lose and apply late, and a ledger of what was really applied. With
/// it, the contract every hub registry keeps.
///
/// Written from the hub's contract and not from our connector, so that one can be wrong without the
/// other. Source: iot-hub-protocol, section 5; reliability, section 13.
@NullMarked
package berth.testkit.hub;

import org.jspecify.annotations.NullMarked;
