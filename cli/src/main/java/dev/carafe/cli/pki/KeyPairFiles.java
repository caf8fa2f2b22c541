package dev.carafe.cli.pki;

import java.nio.file.Path;

/**
 * Where a certificate and its private key lie, both PEM.
 *
 * @param certificate the certificate, readable by its owner
 * @param key the private key (PKCS #8), {@code 0600}
 */
public record KeyPairFiles(Path certificate, Path key) {

    static KeyPairFiles in(Path directory, String name) {
        return new KeyPairFiles(directory.resolve(name + ".crt"), directory.resolve(name + ".key"));
    }
}
