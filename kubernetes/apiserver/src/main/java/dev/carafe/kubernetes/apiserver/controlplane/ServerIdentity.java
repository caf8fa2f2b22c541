package dev.carafe.kubernetes.apiserver.controlplane;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Who a server is among those that share a store.
 *
 * @param hostname of its machine
 * @param instance tells one run of a server from the next on the same machine, such as a random UUID
 */
public record ServerIdentity(String hostname, String instance) {
    /** The label that tells leases of servers from those of elections, and which server's they are. */
    static final String LABEL = "apiserver.kubernetes.io/identity";

    static final String COMPONENT = "kube-apiserver";
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int HASH_BYTES = 16;

    /**
     * The name of its lease: {@code apiserver-} and 16 bytes of a hash of host and component in base32, each behind its length
     * in two bytes (k8s.io/apiserver/pkg/server/config.go).
     */
    public String leaseName() {
        byte[] host = hostname.getBytes(UTF_8);
        byte[] component = COMPONENT.getBytes(UTF_8);
        ByteBuffer text = ByteBuffer.allocate(4 + host.length + component.length);
        text.putShort((short) host.length).put(host);
        text.putShort((short) component.length).put(component);
        try {
            return "apiserver-" + base32(MessageDigest.getInstance("SHA-256").digest(text.array()), HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    private static String base32(byte[] bytes, int length) {
        StringBuilder text = new StringBuilder();
        int bits = 0;
        int held = 0;
        for (int i = 0; i < length; i++) {
            bits = ((bits & 0x1f) << 8) | (bytes[i] & 0xff);
            held += 8;
            while (held >= 5) {
                held -= 5;
                text.append(BASE32.charAt((bits >> held) & 0x1f));
            }
        }
        return held == 0
                ? text.toString()
                : text.append(BASE32.charAt((bits << (5 - held)) & 0x1f)).toString();
    }

    /** Who holds the lease: a server that was started again is another holder. */
    String holder() {
        return leaseName() + "_" + instance;
    }
}
