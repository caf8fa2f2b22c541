package dev.carafe.cli.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateStoreTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final CertificateRequest SERVER = CertificateRequest.server(
            "apiserver", "kube-apiserver", List.of("localhost", "kubernetes"), List.of("127.0.0.1", "10.96.0.1"));

    @TempDir
    Path directory;

    @Test
    void everyCertificateOfAClusterVerifiesAgainstItsAuthority() throws Exception {
        ClusterCertificates all = ClusterCertificates.ensure(open(NOW), "node-1", List.of("192.0.2.7"), "10.96.0.1");

        X509Certificate authority = Pem.certificate(all.authority());
        for (KeyPairFiles files : List.of(
                all.apiServer(),
                all.apiServerKubeletClient(),
                all.admin(),
                all.controllerManager(),
                all.scheduler(),
                all.node(),
                all.kubelet(),
                all.proxy(),
                all.dns())) {
            X509Certificate certificate = Pem.certificate(files.certificate());
            validate(certificate, authority, NOW);
            assertThat(belongTogether(certificate, Pem.privateKey(files.key(), "EC")))
                    .as("%s", files)
                    .isTrue();
        }
        assertThat(Pem.certificate(all.admin().certificate())
                        .getSubjectX500Principal()
                        .getName())
                .isEqualTo("CN=kubernetes-admin,O=system:masters");
        assertThat(Pem.certificate(all.node().certificate())
                        .getSubjectX500Principal()
                        .getName())
                .isEqualTo("CN=system:node:node-1,O=system:nodes");
        assertThat(Pem.certificate(all.apiServer().certificate()).getSubjectAlternativeNames())
                .extracting(each -> String.valueOf(each.get(1)))
                .contains("localhost", "127.0.0.1", "10.96.0.1", "192.0.2.7", "kubernetes.default.svc.cluster.local");
        assertThat(Pem.certificate(all.apiServer().certificate()).getExtendedKeyUsage())
                .containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(Pem.certificate(all.scheduler().certificate()).getExtendedKeyUsage())
                .containsExactly("1.3.6.1.5.5.7.3.2");
    }

    @Test
    void keysAreForTheirOwnerOnly() throws Exception {
        CertificateStore store = open(NOW);
        store.ensureServiceAccountKeys();
        KeyPairFiles files = store.ensure(SERVER);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("pki"))))
                .isEqualTo("rwx------");
        for (Path key : List.of(files.key(), store.authorityKeyFile(), directory.resolve("pki/sa.key"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                    .as("%s", key)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aSecondOpeningChangesNothing() throws Exception {
        byte[] first = Files.readAllBytes(open(NOW).ensure(SERVER).certificate());
        byte[] second = Files.readAllBytes(
                open(NOW.plus(Duration.ofDays(300))).ensure(SERVER).certificate());

        assertThat(second).isEqualTo(first);
    }

    @Test
    void whatEndsWithinThirtyDaysIsRenewed() throws Exception {
        byte[] first = Files.readAllBytes(open(NOW).ensure(SERVER).certificate());
        Instant later = NOW.plus(Duration.ofDays(336));
        KeyPairFiles renewed = open(later).ensure(SERVER);

        assertThat(Files.readAllBytes(renewed.certificate())).isNotEqualTo(first);
        assertThat(Pem.certificate(renewed.certificate()).getNotAfter().toInstant())
                .isAfter(later.plus(Duration.ofDays(364)));
    }

    @Test
    void aNewAddressMakesANewCertificate() throws Exception {
        open(NOW).ensure(SERVER);
        CertificateRequest moved = CertificateRequest.server(
                "apiserver", "kube-apiserver", List.of("localhost", "kubernetes"), List.of("127.0.0.1", "192.0.2.9"));
        X509Certificate certificate = Pem.certificate(open(NOW).ensure(moved).certificate());

        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(each -> String.valueOf(each.get(1)))
                .contains("192.0.2.9");
    }

    @Test
    void aRenewedAuthorityStillVouchesForWhatItSigned() throws Exception {
        Instant nearItsEnd = NOW.plus(CertificateStore.AUTHORITY_VALIDITY).minus(Duration.ofDays(10));
        open(NOW);
        KeyPairFiles files = open(nearItsEnd.minus(Duration.ofDays(30))).ensure(SERVER);
        CertificateStore renewed = open(nearItsEnd);

        X509Certificate authority = Pem.certificate(renewed.authorityFile());
        assertThat(authority.getNotAfter().toInstant()).isAfter(nearItsEnd.plus(Duration.ofDays(3000)));
        Pem.certificate(files.certificate()).verify(authority.getPublicKey());
    }

    @Test
    void aCertificateThatACrashLeftWithoutItsKeyIsMadeAnew() throws Exception {
        KeyPairFiles files = open(NOW).ensure(SERVER);
        KeyPairFiles other = open(NOW).ensure(CertificateRequest.client("other", "other"));
        Files.copy(other.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);

        KeyPairFiles again = open(NOW).ensure(SERVER);

        assertThat(belongTogether(Pem.certificate(again.certificate()), Pem.privateKey(again.key(), "EC")))
                .isTrue();
    }

    private CertificateStore open(Instant now) throws Exception {
        return CertificateStore.open(directory.resolve("pki"), InstantSource.fixed(now));
    }

    private static void validate(X509Certificate certificate, X509Certificate authority, Instant now) throws Exception {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(now));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)), parameters);
    }

    private static boolean belongTogether(X509Certificate certificate, PrivateKey key) throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(new byte[] {1, 2, 3});
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(new byte[] {1, 2, 3});
        return signature.verify(signed);
    }
}
