package berth.system.limits;

/// One limit: what is just allowed, and what is just not.
///
/// @param at passes
/// @param over is refused, in the way declared for it
record Row(String name, Step at, Step over) {
    /// Something done to a house, with its assertions.
    @FunctionalInterface
    interface Step {
        void on(House house) throws Exception;
    }

    @Override
    public String toString() {
        return name;
    }
}
