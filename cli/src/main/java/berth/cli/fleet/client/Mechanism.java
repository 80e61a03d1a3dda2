package berth.cli.fleet.client;

/// How a device proves who it is. The word is the one of the command line.
public enum Mechanism {
    SYMMETRIC_KEY("symmetric-key"),
    X509("x509"),
    TPM("tpm");

    private final String word;

    Mechanism(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
