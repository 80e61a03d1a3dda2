/// Measurements that are run by hand; docs/measurements.md has the commands and what came of them.
package berth.system.bench;
