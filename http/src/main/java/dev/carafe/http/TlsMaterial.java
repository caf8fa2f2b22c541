package dev.carafe.http;

import dev.carafe.pki.KeyManagers;
import dev.carafe.pki.PemFiles;
import dev.carafe.pki.TrustManagers;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * The server's certificate and key, and the CAs that vouch for clients, read from PEM files.
 *
 * <p>A client's certificate is asked for and never refused in the handshake: as upstream, a request with one that no CA
 * vouches for is answered 401, so that the client learns why.
 */
final class TlsMaterial {
    private final SSLContext context;
    private final Optional<X509TrustManager> clientTrust;

    private TlsMaterial(SSLContext context, Optional<X509TrustManager> clientTrust) {
        this.context = context;
        this.clientTrust = clientTrust;
    }

    static TlsMaterial load(TlsPolicy policy) throws IOException {
        try {
            List<X509Certificate> chain = PemFiles.certificates(policy.certificate());
            KeyManager own = KeyManagers.showing(PemFiles.privateKey(policy.key()), chain);
            Optional<X509TrustManager> clientTrust = policy.clientCa().isEmpty()
                    ? Optional.empty()
                    : Optional.of(TrustManagers.signedBy(
                            PemFiles.certificates(policy.clientCa().get())));
            SSLContext context = SSLContext.getInstance("TLS");
            X509Certificate[] issuers =
                    clientTrust.map(X509TrustManager::getAcceptedIssuers).orElseGet(() -> new X509Certificate[0]);
            context.init(new KeyManager[] {own}, new TrustManager[] {new AskingTrustManager(issuers)}, null);
            return new TlsMaterial(context, clientTrust);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use " + policy.certificate() + " with " + policy.key(), e);
        }
    }

    SSLContext context() {
        return context;
    }

    /** Whether the client CA vouches for a chain, for the use as a client. */
    boolean vouchesFor(List<X509Certificate> chain) {
        if (clientTrust.isEmpty()) {
            return false;
        }
        try {
            clientTrust
                    .get()
                    .checkClientTrusted(
                            chain.toArray(new X509Certificate[0]),
                            chain.getFirst().getPublicKey().getAlgorithm());
            return true;
        } catch (CertificateException _) {
            return false;
        }
    }

    /** Takes every chain in the handshake; {@link #vouchesFor} decides later. */
    private static final class AskingTrustManager extends X509ExtendedTrustManager {
        private final List<X509Certificate> issuers;

        AskingTrustManager(X509Certificate... issuers) {
            this.issuers = List.of(issuers);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return issuers.toArray(new X509Certificate[0]);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("this side is the server");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("this side is the server");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("this side is the server");
        }
    }
}
