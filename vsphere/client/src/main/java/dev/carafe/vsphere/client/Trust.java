package dev.carafe.vsphere.client;

import dev.carafe.pki.PemFiles;
import dev.carafe.pki.PinnedTrustManager;
import dev.carafe.pki.TrustManagers;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Which server certificates a connection accepts. */
public sealed interface Trust {
    /** What the JDK trusts, and the host's name must be in the certificate. */
    record JdkStore() implements Trust {}

    /** What is signed by one of the certificates of a PEM file, and the host's name must be in the certificate. */
    record CaFile(Path file) implements Trust {}

    /** Exactly one certificate, whoever signed it and whatever it is for. */
    record Pinned(Thumbprint thumbprint) implements Trust {}

    /** Any certificate at all, so that whoever stands between is not noticed: for laboratories. */
    record Anything() implements Trust {}

    /**
     * @throws IOException when the CA file cannot be read
     * @throws GeneralSecurityException when the JDK cannot set up TLS with it
     */
    default SSLContext context() throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trustManagers(), null);
        return context;
    }

    /** Null for the JDK's own. */
    private TrustManager @Nullable [] trustManagers() throws IOException, GeneralSecurityException {
        return switch (this) {
            case JdkStore() -> null;
            case CaFile(Path file) -> new TrustManager[] {TrustManagers.signedBy(PemFiles.certificates(file))};
            case Anything() -> new TrustManager[] {new PinnedTrustManager(_ -> {})};
            case Pinned(Thumbprint thumbprint) -> new TrustManager[] {new PinnedTrustManager(thumbprint::require)};
        };
    }
}
