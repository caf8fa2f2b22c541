package dev.carafe.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PrivateKeysTest {
    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }

    private static ECPrivateKey ec() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return (ECPrivateKey) generator.generateKeyPair().getPrivate();
    }

    private static PrivateKey rsa() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair().getPrivate();
    }

    @Test
    void readsWhatTheJdkWrites() throws GeneralSecurityException {
        PrivateKey ec = ec();
        PrivateKey rsa = rsa();
        assertThat(PrivateKeys.of(pem("PRIVATE KEY", ec.getEncoded()))).isEqualTo(ec);
        assertThat(PrivateKeys.of(pem("PRIVATE KEY", rsa.getEncoded()))).isEqualTo(rsa);
    }

    @Test
    void readsAnEcKeyAsOpensslWritesIt() throws GeneralSecurityException {
        ECPrivateKey key = ec();
        byte[] scalar = key.getS().toByteArray();
        byte[] padded = new byte[32];
        int length = Math.min(32, scalar.length);
        System.arraycopy(scalar, scalar.length - length, padded, 32 - length, length);
        byte[] sec1 = HexFormat.of()
                .parseHex("30310201010420" + HexFormat.of().formatHex(padded) + "a00a06082a8648ce3d030107");
        assertThat(((ECPrivateKey) PrivateKeys.of(pem("EC PRIVATE KEY", sec1))).getS())
                .isEqualTo(key.getS());
    }

    @Test
    void readsAnRsaKeyInItsOwnForm() throws GeneralSecurityException {
        PrivateKey key = rsa();
        byte[] encoded = key.getEncoded();
        byte[] pkcs1 = Arrays.copyOfRange(encoded, 26, encoded.length); // what PKCS #8 wraps at this size of key
        assertThat(PrivateKeys.of(pem("RSA PRIVATE KEY", pkcs1))).isEqualTo(key);
    }

    @Test
    void refusesWhatIsNoKey() {
        assertThatThrownBy(() -> PrivateKeys.of("nothing here")).isInstanceOf(InvalidKeySpecException.class);
        assertThatThrownBy(() -> PrivateKeys.of(pem("EC PRIVATE KEY", new byte[] {0x30, 0x7f, 1})))
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> PrivateKeys.of(pem("DSA PRIVATE KEY", new byte[8])))
                .isInstanceOf(InvalidKeySpecException.class);
    }
}
