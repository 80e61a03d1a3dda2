package berth.system;

import berth.core.id.ByteString;

import tss.Tpm;
import tss.TpmBuffer;
import tss.tpm.TPM2B_DATA;
import tss.tpm.TPM2B_ENCRYPTED_SECRET;
import tss.tpm.TPM2B_ID_OBJECT;
import tss.tpm.TPM2B_PRIVATE;
import tss.tpm.TPM2B_PUBLIC;
import tss.tpm.TPM2B_PUBLIC_KEY_RSA;
import tss.tpm.TPMA_OBJECT;
import tss.tpm.TPMS_NULL_ASYM_SCHEME;
import tss.tpm.TPMS_PCR_SELECTION;
import tss.tpm.TPMS_RSA_PARMS;
import tss.tpm.TPMS_SENSITIVE_CREATE;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPMT_SYM_DEF;
import tss.tpm.TPMT_SYM_DEF_OBJECT;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_RH;
import tss.tpm.TPM_SE;

import java.util.HexFormat;

/// A TPM driven the way Microsoft's device code drives it, with Microsoft's TSS.Java: the same
/// templates, handles and order of commands as its provider for the TPM simulator, which is
/// published as source only.
///
/// Source: dps-device-protocol section 4.4; Azure/azure-iot-sdk-java, provisioning/security/
/// tpm-provider-emulator.
final class EmulatedTpm implements DeviceTpm {
    private static final byte[] NOTHING = {};
    private static final byte[] ENDORSEMENT_POLICY =
            HexFormat.of()
                    .parseHex("837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa");
    private static final TPM_HANDLE ENDORSEMENT = new TPM_HANDLE(0x81010001);
    private static final TPM_HANDLE STORAGE_ROOT = new TPM_HANDLE(0x81000001);
    private static final TPM_HANDLE IDENTITY = new TPM_HANDLE(0x81000100);
    private static final TPMT_SYM_DEF_OBJECT AES_128_CFB =
            new TPMT_SYM_DEF_OBJECT(TPM_ALG_ID.AES, 128, TPM_ALG_ID.CFB);
    private static final TPMT_SYM_DEF NO_ENCRYPTION =
            new TPMT_SYM_DEF(TPM_ALG_ID.NULL, 0, TPM_ALG_ID.NULL);

    private final Tpm tpm = new Tpm();
    private final TPMT_PUBLIC endorsement;
    private final TPMT_PUBLIC storageRoot;

    EmulatedTpm(Swtpm emulator) {
        tpm._setDevice(emulator);
        this.endorsement =
                persisted(
                        TPM_HANDLE.from(TPM_RH.ENDORSEMENT),
                        ENDORSEMENT,
                        template(ENDORSEMENT_POLICY, TPMA_OBJECT.adminWithPolicy));
        this.storageRoot =
                persisted(
                        TPM_HANDLE.from(TPM_RH.OWNER),
                        STORAGE_ROOT,
                        template(NOTHING, TPMA_OBJECT.userWithAuth, TPMA_OBJECT.noDA));
    }

    private static TPMT_PUBLIC template(byte[] policy, TPMA_OBJECT... more) {
        int attributes = 0;
        for (var attribute : more) {
            attributes |= attribute.toInt();
        }
        var all =
                new TPMA_OBJECT(
                        TPMA_OBJECT.restricted,
                        TPMA_OBJECT.decrypt,
                        TPMA_OBJECT.fixedTPM,
                        TPMA_OBJECT.fixedParent,
                        TPMA_OBJECT.sensitiveDataOrigin,
                        new TPMA_OBJECT(attributes));
        return new TPMT_PUBLIC(
                TPM_ALG_ID.SHA256,
                all,
                policy,
                new TPMS_RSA_PARMS(AES_128_CFB, new TPMS_NULL_ASYM_SCHEME(), 2048, 0),
                new TPM2B_PUBLIC_KEY_RSA());
    }

    private TPMT_PUBLIC persisted(TPM_HANDLE hierarchy, TPM_HANDLE handle, TPMT_PUBLIC template) {
        var created =
                tpm.CreatePrimary(
                        hierarchy,
                        new TPMS_SENSITIVE_CREATE(),
                        template,
                        NOTHING,
                        new TPMS_PCR_SELECTION[0]);
        tpm.EvictControl(TPM_HANDLE.from(TPM_RH.OWNER), created.handle, handle);
        tpm.FlushContext(created.handle);
        return created.outPublic;
    }

    @Override
    public ByteString endorsementKey() {
        return ByteString.of(new TPM2B_PUBLIC(endorsement).toBytes());
    }

    @Override
    public ByteString storageRootKey() {
        return ByteString.of(new TPM2B_PUBLIC(storageRoot).toBytes());
    }

    @Override
    public void activate(ByteString blob) {
        var parts = new TpmBuffer(blob.toByteArray());
        var credential = TPM2B_ID_OBJECT.fromTpm(parts);
        var credentialSeed = TPM2B_ENCRYPTED_SECRET.fromTpm(parts);
        var duplicate = TPM2B_PRIVATE.fromTpm(parts);
        var duplicateSeed = TPM2B_ENCRYPTED_SECRET.fromTpm(parts);
        var key = TPM2B_PUBLIC.fromTpm(parts);
        TPM2B_DATA.fromTpm(parts);

        var wrapKey = wrapKey(credential, credentialSeed);
        var imported =
                tpm.Import(
                        STORAGE_ROOT,
                        wrapKey,
                        key.publicArea,
                        duplicate,
                        duplicateSeed.secret,
                        AES_128_CFB);
        var loaded = tpm.Load(STORAGE_ROOT, imported, key.publicArea);
        var owner = TPM_HANDLE.from(TPM_RH.OWNER);
        tpm._allowErrors().EvictControl(owner, IDENTITY, IDENTITY);
        tpm.EvictControl(owner, loaded, IDENTITY);
        tpm.FlushContext(loaded);
    }

    private byte[] wrapKey(TPM2B_ID_OBJECT credential, TPM2B_ENCRYPTED_SECRET seed) {
        var session =
                tpm.StartAuthSession(
                        TPM_HANDLE.NULL,
                        TPM_HANDLE.NULL,
                        tpm.GetRandom(20),
                        NOTHING,
                        TPM_SE.POLICY,
                        NO_ENCRYPTION,
                        TPM_ALG_ID.SHA256);
        tpm.PolicySecret(
                TPM_HANDLE.from(TPM_RH.ENDORSEMENT), session.handle, NOTHING, NOTHING, NOTHING, 0);
        var wrapKey =
                tpm._withSessions(TPM_HANDLE.pwSession(NOTHING), session.handle)
                        .ActivateCredential(
                                STORAGE_ROOT, ENDORSEMENT, credential.credential, seed.secret);
        // Ends with its use in some TPMs and not in others.
        tpm._allowErrors().FlushContext(session.handle);
        return wrapKey;
    }

    @Override
    public ByteString sign(ByteString data) {
        return ByteString.of(tpm.HMAC(IDENTITY, data.toByteArray(), TPM_ALG_ID.SHA256));
    }
}
