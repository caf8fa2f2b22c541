package dev.carafe.kubernetes.apiserver.kubelet;

import dev.carafe.pki.KeyManagers;
import dev.carafe.pki.PemFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

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
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            int number = 0;
            for (X509Certificate ca : PemFiles.certificates(caFile)) {
                trusted.setCertificateEntry("ca" + number++, ca);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {own}, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use " + certificateFile + " with " + keyFile, e);
        }
    }
}
