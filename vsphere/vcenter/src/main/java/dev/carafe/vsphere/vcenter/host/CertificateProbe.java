package dev.carafe.vsphere.vcenter.host;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Asks a server for its certificate, before anything is said to it: whoever adds the host decides whether it is the right one. */
final class CertificateProbe {
    private CertificateProbe() {}

    /** @throws IOException when there is no TLS server, or none that answers in time */
    static X509Certificate certificate(String address, int port, Duration patience) throws IOException {
        int millis = Math.toIntExact(patience.toMillis());
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anyone()}, null);
            try (Socket plain = new Socket()) {
                plain.connect(new InetSocketAddress(address, port), millis);
                plain.setSoTimeout(millis);
                try (SSLSocket socket =
                        (SSLSocket) context.getSocketFactory().createSocket(plain, address, port, true)) {
                    socket.startHandshake();
                    Certificate[] chain = socket.getSession().getPeerCertificates();
                    if (chain.length > 0 && chain[0] instanceof X509Certificate certificate) {
                        return certificate;
                    }
                    throw new IOException("it has no certificate");
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be set up", e);
        }
    }

    /** Takes any certificate: nothing but the certificate is taken from this connection. */
    private static final class Anyone extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
