package berth.testkit.history;

/// What a device was told, and when it asked.
///
/// @param key of the registration the device asked for
record Told(String key, Answer answer, Call call, Line line) {
    /// Not before this the answer was true.
    long from() {
        return call.begun();
    }

    /// Not after this the answer was true, as far as the device can know.
    long until() {
        return line.nanos();
    }
}
