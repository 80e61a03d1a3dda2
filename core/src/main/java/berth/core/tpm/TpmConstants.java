package berth.core.tpm;

/// Numbers of the TPM 2.0 Library, part 2. Algorithms are section 6.3, attributes section 8.3.
final class TpmConstants {
    static final int RSA = 0x0001;
    static final int HMAC = 0x0005;
    static final int AES = 0x0006;
    static final int KEYEDHASH = 0x0008;
    static final int SHA256 = 0x000B;
    static final int NULL = 0x0010;
    static final int CFB = 0x0043;

    static final int FIXED_TPM = 1 << 1;
    static final int FIXED_PARENT = 1 << 4;
    static final int SENSITIVE_DATA_ORIGIN = 1 << 5;
    static final int USER_WITH_AUTH = 1 << 6;
    static final int ADMIN_WITH_POLICY = 1 << 7;
    static final int NO_DA = 1 << 10;
    static final int RESTRICTED = 1 << 16;
    static final int DECRYPT = 1 << 17;
    static final int SIGN = 1 << 18;

    private TpmConstants() {}
}
