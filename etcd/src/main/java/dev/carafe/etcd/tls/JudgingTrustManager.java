package dev.carafe.etcd.tls;

import dev.carafe.pki.PemFiles;
import dev.carafe.pki.TrustManagers;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Trust in the other end of a connection, by its certificate's authority and names, and unless that was revoked. */
public final class JudgingTrustManager extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager signers;
    private final AllowedNames allowed;
    private final @Nullable RevokedCertificates revoked;

    /**
     * Of some authorities.
     *
     * @param authorities their certificates, PEM
     * @param allowed which names are let in
     * @param revoked which certificates are not, null where none is
     * @throws IOException when a file cannot be read
     */
    public JudgingTrustManager(Path authorities, AllowedNames allowed, @Nullable RevokedCertificates revoked)
            throws IOException {
        try {
            if (!(TrustManagers.signedBy(PemFiles.certificates(authorities))
                    instanceof X509ExtendedTrustManager extended)) {
                throw new IOException("this JDK's trust manager knows nothing of connections");
            }
            this.signers = extended;
        } catch (GeneralSecurityException e) {
            throw new IOException(authorities + " holds no authorities: " + e.getMessage(), e);
        }
        this.allowed = allowed;
        this.revoked = revoked;
        if (revoked != null) {
            try {
                var _ = revoked.read();
            } catch (CertificateException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        Optional<String> refusal = allowed.refusal(chain[0]);
        if (refusal.isPresent()) {
            throw new CertificateException(refusal.get());
        }
        if (revoked != null) {
            revoked.check(chain);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        signers.checkClientTrusted(chain, type);
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        signers.checkClientTrusted(chain, type, socket);
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        signers.checkClientTrusted(chain, type, engine);
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        signers.checkServerTrusted(chain, type);
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        signers.checkServerTrusted(chain, type, socket);
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        signers.checkServerTrusted(chain, type, engine);
        check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return signers.getAcceptedIssuers();
    }
}
