package berth.testkit.history;

/// An entry of a hub's ledger.
record Write(Applied applied, Line line) {
    String place() {
        return line.key();
    }

    boolean keeps(String authentication) {
        return applied.effect() != Applied.Effect.REMOVED
                && applied.enabled()
                && authentication.equals(applied.authentication());
    }
}
