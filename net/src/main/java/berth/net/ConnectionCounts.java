package berth.net;

/// How busy the doors are, for metrics and health.
///
/// @param open connections now
/// @param openHttp of these, those that speak HTTP
/// @param handshakes of these, those that have not finished TLS
/// @param admitted since the start
/// @param turnedAway since the start, closed before TLS for a limit
public record ConnectionCounts(
        int open, int openHttp, int handshakes, long admitted, long turnedAway) {}
