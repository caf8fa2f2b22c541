package dev.carafe.kubernetes.apiserver.kubelet;

import dev.carafe.pki.KeyManagers;
import dev.carafe.pki.PemFiles;
import dev.carafe.pki.TrustManagers;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** What the server shows to kubelets, and by whom kubelets must be vouched for. */
public final class KubeletTls {
    private KubeletTls() {}

    /**
     * Reads PEM files.
     *
     * @param keyFile a PEM file with its key
     * @throws IOException when a file cannot be read or does not hold what it should
     */
    public static SSLContext load(Path certificateFile, Path keyFile, Path caFile) throws IOException {
        try {
            KeyManager own = KeyManagers.showing(PemFiles.privateKey(keyFile), PemFiles.certificates(certificateFile));
            TrustManager kubelets = TrustManagers.signedBy(PemFiles.certificates(caFile));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {own}, new TrustManager[] {kubelets}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use " + certificateFile + " with " + keyFile, e);
        }
    }
}
