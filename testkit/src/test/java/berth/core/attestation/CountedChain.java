package berth.core.attestation;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Principal;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import javax.security.auth.x500.X500Principal;

/// A chain that counts how often a signature of it is verified, by us or by the platform.
record CountedChain(List<X509Certificate> chain, AtomicInteger count) {
    static CountedChain of(List<X509Certificate> chain) {
        var count = new AtomicInteger();
        return new CountedChain(
                chain.stream().<X509Certificate>map(c -> new Counted(c, count)).toList(), count);
    }

    int verifications() {
        return count.get();
    }

    private static final class Counted extends X509Certificate {
        private static final long serialVersionUID = 1L;

        private final X509Certificate certificate;
        private final AtomicInteger count;

        Counted(X509Certificate certificate, AtomicInteger count) {
            this.certificate = certificate;
            this.count = count;
        }

        @Override
        public void verify(PublicKey key)
                throws CertificateException,
                        NoSuchAlgorithmException,
                        InvalidKeyException,
                        NoSuchProviderException,
                        SignatureException {
            count.incrementAndGet();
            certificate.verify(key);
        }

        @Override
        public void verify(PublicKey key, String provider)
                throws CertificateException,
                        NoSuchAlgorithmException,
                        InvalidKeyException,
                        NoSuchProviderException,
                        SignatureException {
            count.incrementAndGet();
            certificate.verify(key, provider);
        }

        @Override
        public void checkValidity()
                throws CertificateExpiredException, CertificateNotYetValidException {
            certificate.checkValidity();
        }

        @Override
        public void checkValidity(Date date)
                throws CertificateExpiredException, CertificateNotYetValidException {
            certificate.checkValidity(date);
        }

        @Override
        public byte[] getEncoded() throws CertificateEncodingException {
            return certificate.getEncoded();
        }

        @Override
        public int getVersion() {
            return certificate.getVersion();
        }

        @Override
        public BigInteger getSerialNumber() {
            return certificate.getSerialNumber();
        }

        @Override
        @SuppressWarnings({"deprecation", "removal"}) // Abstract, so it must be here.
        public Principal getIssuerDN() {
            return certificate.getIssuerX500Principal();
        }

        @Override
        @SuppressWarnings({"deprecation", "removal"}) // Abstract, so it must be here.
        public Principal getSubjectDN() {
            return certificate.getSubjectX500Principal();
        }

        @Override
        public X500Principal getIssuerX500Principal() {
            return certificate.getIssuerX500Principal();
        }

        @Override
        public X500Principal getSubjectX500Principal() {
            return certificate.getSubjectX500Principal();
        }

        @Override
        public Date getNotBefore() {
            return certificate.getNotBefore();
        }

        @Override
        public Date getNotAfter() {
            return certificate.getNotAfter();
        }

        @Override
        public byte[] getTBSCertificate() throws CertificateEncodingException {
            return certificate.getTBSCertificate();
        }

        @Override
        public byte[] getSignature() {
            return certificate.getSignature();
        }

        @Override
        public String getSigAlgName() {
            return certificate.getSigAlgName();
        }

        @Override
        public String getSigAlgOID() {
            return certificate.getSigAlgOID();
        }

        @Override
        public byte[] getSigAlgParams() {
            return certificate.getSigAlgParams();
        }

        @Override
        public boolean[] getIssuerUniqueID() {
            return certificate.getIssuerUniqueID();
        }

        @Override
        public boolean[] getSubjectUniqueID() {
            return certificate.getSubjectUniqueID();
        }

        @Override
        public boolean[] getKeyUsage() {
            return certificate.getKeyUsage();
        }

        @Override
        public List<String> getExtendedKeyUsage() throws CertificateParsingException {
            return certificate.getExtendedKeyUsage();
        }

        @Override
        public Collection<List<?>> getSubjectAlternativeNames() throws CertificateParsingException {
            return certificate.getSubjectAlternativeNames();
        }

        @Override
        public int getBasicConstraints() {
            return certificate.getBasicConstraints();
        }

        @Override
        public PublicKey getPublicKey() {
            return certificate.getPublicKey();
        }

        @Override
        public boolean hasUnsupportedCriticalExtension() {
            return certificate.hasUnsupportedCriticalExtension();
        }

        @Override
        public Set<String> getCriticalExtensionOIDs() {
            return certificate.getCriticalExtensionOIDs();
        }

        @Override
        public Set<String> getNonCriticalExtensionOIDs() {
            return certificate.getNonCriticalExtensionOIDs();
        }

        @Override
        public byte[] getExtensionValue(String oid) {
            return certificate.getExtensionValue(oid);
        }

        @Override
        public String toString() {
            return certificate.toString();
        }
    }
}
