/// What really happened, written down while it happens, and the judgement over it: histories, final
/// states, and a checker with one rule for each invariant.
///
/// Each process appends JSON lines to a file of its own ([berth.testkit.history.HistoryLog]); the
/// files are merged by time and, with a dump of what is left at the end, judged by
/// [berth.testkit.history.HistoryChecker]. What can be recorded is listed at
/// [berth.testkit.history.Fact].
///
/// Knows the core's values and JSON text; must not know stores, hubs or servers: whoever runs them
/// records and dumps.
///
/// Source: reliability, sections 6 and 13.
@NullMarked
package berth.testkit.history;

import org.jspecify.annotations.NullMarked;
