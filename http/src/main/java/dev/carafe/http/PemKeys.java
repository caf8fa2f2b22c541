package dev.carafe.http;

import dev.carafe.kubernetes.apimachinery.pem.PrivateKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;

/** Reads private keys of any algorithm that the JDK knows from PEM files. */
public final class PemKeys {
    private PemKeys() {}

    /**
     * Reads a private key.
     *
     * @throws IOException when the file cannot be read or holds none
     */
    public static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        try {
            return PrivateKeys.of(Files.readString(file, StandardCharsets.US_ASCII));
        } catch (InvalidKeySpecException e) {
            throw new IOException(file + " holds no private key: " + e.getMessage(), e);
        }
    }
}
