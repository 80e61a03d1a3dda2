package berth.store.sql;

/// What a store has made durable since it was opened.
///
/// @param units pieces of work that were committed
/// @param transactions commits that carried them; fewer than units where commits are shared
public record CommitCount(long units, long transactions) {}
