package dev.carafe.pki;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Texts with certificates and keys: read, or refused by the exception of their kind. */
public final class PemFuzz {
    private PemFuzz() {}

    static List<byte[]> seeds() throws GeneralSecurityException {
        SelfSigned made = SelfSigned.make(
                "carafe", List.of("localhost"), List.of("127.0.0.1"), Instant.EPOCH, Duration.ofDays(1));
        String oldForm = "-----BEGIN EC PRIVATE KEY-----\nMCoCAQEEIQ==\n-----END EC PRIVATE KEY-----\n";
        return List.of(
                made.certificatePem().getBytes(US_ASCII),
                made.keyPem().getBytes(US_ASCII),
                oldForm.getBytes(US_ASCII),
                made.keyPem().replace("PRIVATE", "PUBLIC").getBytes(US_ASCII));
    }

    /** Reads a text of one kind. */
    @FunctionalInterface
    private interface Reader {
        Object read(String pem) throws GeneralSecurityException;
    }

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        String pem = new String(bytes, ISO_8859_1);
        for (Reader reader : List.<Reader>of(Certificates::of, PrivateKeys::of, PublicKeys::of)) {
            try {
                var _ = reader.read(pem);
            } catch (GeneralSecurityException _) {
                // refused
            }
        }
    }
}
