package dev.carafe.cli.kubeconfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * A way into a cluster: where its API server is, whom to trust, and who one is. Certificates and key are base64 of PEM,
 * as a kubeconfig embeds them.
 *
 * @param server the API server's URL
 * @param authorityData the cluster's authority
 * @param certificateData the client's certificate
 * @param keyData its private key
 */
public record Credentials(String server, String authorityData, String certificateData, String keyData) {

    /** Credentials from PEM files. */
    public static Credentials read(String server, Path authority, Path certificate, Path key) throws IOException {
        return new Credentials(server, data(authority), data(certificate), data(key));
    }

    private static String data(Path file) throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    }

    @Override
    public String toString() {
        return "Credentials[" + server + "]"; // never the key
    }
}
