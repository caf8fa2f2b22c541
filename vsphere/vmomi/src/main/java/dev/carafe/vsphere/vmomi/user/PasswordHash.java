package dev.carafe.vsphere.vmomi.user;

import dev.carafe.vsphere.vim.Binary;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password that cannot be read back: PBKDF2 with HMAC-SHA-512 (RFC 8018) over a salt of its own.
 *
 * @param iterations how often the function is applied, which is what makes guessing dear
 */
public record PasswordHash(int iterations, Binary salt, Binary hash) {
    /** What OWASP asks for of this function. */
    public static final int ITERATIONS = 210_000;

    private static final int ITERATIONS_MAX = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;
    private static final String PREFIX = "$pbkdf2-sha512$";

    /** @param random nobody can guess what it gives */
    public static PasswordHash of(String password, int iterations, RandomGenerator random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new PasswordHash(iterations, Binary.of(salt), Binary.of(derive(password, iterations, salt)));
    }

    /** One that is no password's, which takes as long to find out; nothing is hashed to make it. */
    public static PasswordHash ofNobody(int iterations, RandomGenerator random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] hash = new byte[HASH_BITS / Byte.SIZE];
        random.nextBytes(hash);
        return new PasswordHash(iterations, Binary.of(salt), Binary.of(hash));
    }

    /** Whether it is the password's. */
    public boolean matches(String password) {
        return MessageDigest.isEqual(hash.toByteArray(), derive(password, iterations, salt.toByteArray()));
    }

    /** {@code $pbkdf2-sha512$210000$SALT$HASH}, the last two in base 64. */
    public String encode() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return PREFIX + iterations + "$" + base64.encodeToString(salt.toByteArray()) + "$"
                + base64.encodeToString(hash.toByteArray());
    }

    /** @throws IllegalArgumentException when the text is no hash */
    public static PasswordHash decode(String text) {
        String[] parts =
                text.startsWith(PREFIX) ? text.substring(PREFIX.length()).split("\\$", -1) : new String[0];
        if (parts.length != 3) {
            throw new IllegalArgumentException("this is no hash of a password");
        }
        int iterations = Integer.parseInt(parts[0]);
        if (iterations < 1 || iterations > ITERATIONS_MAX) {
            throw new IllegalArgumentException("a hash of a password with " + iterations + " iterations");
        }
        return new PasswordHash(
                iterations,
                Binary.of(Base64.getDecoder().decode(parts[1])),
                Binary.of(Base64.getDecoder().decode(parts[2])));
    }

    private static byte[] derive(String password, int iterations, byte[] salt) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no PBKDF2 with HMAC-SHA-512", e);
        } finally {
            spec.clearPassword();
        }
    }

    @Override
    public String toString() {
        return "PasswordHash[]"; // it does not belong into a log
    }
}
