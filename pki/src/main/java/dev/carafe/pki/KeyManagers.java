package dev.carafe.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** Key managers of one key. */
public final class KeyManagers {
    /**
     * The kind of store that the key passes through. One of PKCS #12, which is the default, derives a key from the password by ten
     * thousand rounds, once to encrypt and once to decrypt what never leaves memory.
     */
    private static final String STORE = "JKS";

    private static final char[] NO_PASSWORD = new char[0];

    private KeyManagers() {}

    /**
     * Shows a certificate to whoever asks for one that its key fits.
     *
     * @param chain the key's certificate first
     */
    public static X509ExtendedKeyManager showing(PrivateKey key, List<X509Certificate> chain)
            throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(STORE);
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        store.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        for (KeyManager manager : factory.getKeyManagers()) {
            if (manager instanceof X509ExtendedKeyManager shown) {
                return shown;
            }
        }
        throw new GeneralSecurityException("this JDK has no key manager for X.509");
    }
}
