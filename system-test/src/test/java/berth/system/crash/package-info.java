/// Real processes, broken on purpose: killed, paused, delayed at every place there is, and judged
/// by what was written down of the run.
///
/// Source: reliability, sections 12 and 13.
package berth.system.crash;
