package dev.carafe.kubernetes.apiserver;

import dev.carafe.kubernetes.apiserver.authentication.ServiceAccountKeys;
import dev.carafe.pki.PemFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.math.ec.ECPoint;

/** Reads the key that signs service account tokens, whose public half follows from it, and those that check them. */
final class ServiceAccountKeyFile {
    private ServiceAccountKeyFile() {}

    /**
     * The keys of service account tokens.
     *
     * @param others files with more keys that tokens are checked with
     */
    static ServiceAccountKeys read(Path file, List<Path> others) throws IOException {
        List<PublicKey> checking = new ArrayList<>();
        for (Path other : others) {
            checking.addAll(checking(other));
        }
        try {
            PrivateKey key = PemFiles.privateKey(file);
            return new ServiceAccountKeys(key, publicHalf(key), checking);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the service account key " + file, e);
        }
    }

    /** The public keys in a file, or the public half of the private one in it. */
    private static List<PublicKey> checking(Path file) throws IOException {
        List<PublicKey> keys = PemFiles.publicKeys(file);
        if (!keys.isEmpty()) {
            return keys;
        }
        try {
            return List.of(publicHalf(PemFiles.privateKey(file)));
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the service account key " + file, e);
        }
    }

    private static PublicKey publicHalf(PrivateKey key) throws GeneralSecurityException, IOException {
        return switch (key) {
            case RSAPrivateCrtKey rsa ->
                KeyFactory.getInstance("RSA")
                        .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
            case ECPrivateKey elliptic -> {
                ECPrivateKeyParameters known =
                        (ECPrivateKeyParameters) PrivateKeyFactory.createKey(elliptic.getEncoded());
                ECPoint point =
                        known.getParameters().getG().multiply(known.getD()).normalize();
                java.security.spec.ECPoint same = new java.security.spec.ECPoint(
                        point.getAffineXCoord().toBigInteger(),
                        point.getAffineYCoord().toBigInteger());
                yield KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(same, elliptic.getParams()));
            }
            default -> throw new GeneralSecurityException("unsupported algorithm " + key.getAlgorithm());
        };
    }
}
