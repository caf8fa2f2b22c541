package dev.carafe.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SigningRequestTest {
    private static KeyPair keys(String algorithm) throws Exception {
        return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void aRequestSaysWhoAsksAndProvesTheKey(String algorithm) throws Exception {
        KeyPair keys = keys(algorithm);
        String pem = SigningRequest.pem(
                keys.getPublic(), keys.getPrivate(), "CN=esx1,O=Example", List.of("esx1"), List.of("10.0.0.1"));
        PKCS10CertificationRequest read =
                (PKCS10CertificationRequest) new PEMParser(new StringReader(pem)).readObject();
        assertThat(read.getSubject().toString()).isEqualTo("CN=esx1,O=Example");
        assertThat(read.isSignatureValid(new JcaContentVerifierProviderBuilder().build(keys.getPublic())))
                .isTrue();
        assertThat(GeneralNames.fromExtensions(read.getRequestedExtensions(), Extension.subjectAlternativeName)
                        .getNames())
                .hasSize(2);
    }

    @Test
    void aPairIsAPair() throws Exception {
        KeyPair one = keys("EC");
        KeyPair other = keys("EC");
        assertThat(SigningRequest.isPair(one.getPublic(), one.getPrivate())).isTrue();
        assertThat(SigningRequest.isPair(one.getPublic(), other.getPrivate())).isFalse();
        assertThat(SigningRequest.isPair(one.getPublic(), keys("RSA").getPrivate()))
                .isFalse();
        assertThatThrownBy(() -> SigningRequest.pem(one.getPublic(), one.getPrivate(), "no name", List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
