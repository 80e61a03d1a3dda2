/// What is known of stock clients: which transports and attestations they have, and their habits on
/// the wire. Pure: decides and spells, connects to nothing.
///
/// Source: dps-device-protocol.
@NullMarked
package berth.cli.fleet.client;

import org.jspecify.annotations.NullMarked;
