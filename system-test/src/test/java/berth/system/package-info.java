/// Tests of the whole house: architecture, conformance with the stock SDKs, simulation, load.
@NullMarked
package berth.systemtest;

import org.jspecify.annotations.NullMarked;
