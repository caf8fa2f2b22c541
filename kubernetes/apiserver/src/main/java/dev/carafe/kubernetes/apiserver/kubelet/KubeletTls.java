package dev.carafe.kubernetes.apiserver.kubelet;

import dev.carafe.pki.KeyManagers;
import dev.carafe.pki.PemFiles;
import dev.carafe.pki.TrustManagers;
import dev.carafe.pki.UnverifiedTrustManager;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** What the server shows to kubelets, and by whom kubelets must be vouched for. */
public final class KubeletTls {
    private KubeletTls() {}

    /**
     * Reads PEM files.
     *
     * @param certificateFile what kubelets are shown; empty where nothing is
     * @param keyFile a PEM file with its key
     * @param caFile who vouches for kubelets; empty where any certificate of theirs is taken, as upstream does
     * @throws IOException when a file cannot be read or does not hold what it should
     */
    public static SSLContext load(Optional<Path> certificateFile, Optional<Path> keyFile, Optional<Path> caFile)
            throws IOException {
        try {
            KeyManager[] own = certificateFile.isPresent()
                    ? new KeyManager[] {
                        KeyManagers.showing(
                                PemFiles.privateKey(keyFile.orElseThrow()),
                                PemFiles.certificates(certificateFile.get()))
                    }
                    : new KeyManager[0];
            TrustManager kubelets = caFile.isPresent()
                    ? TrustManagers.signedBy(PemFiles.certificates(caFile.get()))
                    : new UnverifiedTrustManager();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own, new TrustManager[] {kubelets}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use " + certificateFile.orElse(null) + " with " + keyFile.orElse(null), e);
        }
    }
}
