package berth.testkit.history;

import berth.core.json.JsonObject;

/// One line of a history.
///
/// @param sequence counts the lines of one process, from 1 without a gap
/// @param nanos by the monotonic clock, which all processes of one machine share
/// @param process who wrote the line; a restarted process has a new name
/// @param actor who acted: one actor does one thing at a time
/// @param key what it was about; see [Fact]
/// @param value what was said; see [Fact]
///
///   Source: reliability, section 13.
public record HistoryEntry(
        long sequence,
        long nanos,
        String process,
        String actor,
        Phase phase,
        Fact fact,
        String key,
        JsonObject value) {

    /// What a line says about its fact.
    public enum Phase {
        /// It begins.
        INVOKE,
        /// It ended, and had its effect.
        OK,
        /// It ended, and had no effect.
        FAIL,
        /// Nobody knows whether it had its effect.
        INFO
    }
}
