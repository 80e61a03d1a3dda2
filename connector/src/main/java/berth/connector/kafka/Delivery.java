package berth.connector.kafka;

/// What became of records that were sent together.
sealed interface Delivery {
    /// All are there, on all replicas in sync.
    record All() implements Delivery {}

    /// Not all may be there; the same records may be sent again.
    record Failed(String reason) implements Delivery {}

    /// One will never be taken.
    ///
    /// @param index which one, from 0
    record Poisoned(int index, String reason) implements Delivery {}
}
