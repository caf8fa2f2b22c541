package dev.carafe.etcd.embed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import java.util.random.RandomGenerator;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * Passwords' hashes by bcrypt, and tokens drawn at random. Hashing takes tens of milliseconds on purpose, so it is done
 * by the caller's thread.
 *
 * @param cost bcrypt's cost, 4 to 31
 * @param random where salts and tokens come from; a secure one outside of tests
 */
record Passwords(int cost, RandomGenerator random) {
    /** What bcrypt looks at; Go's refuses more. */
    private static final int PASSWORD_BYTES_MAX = 72;

    private static final int SALT_BYTES = 16;
    private static final int TOKEN_LETTERS = 16;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    String hash(String password) {
        if (password.getBytes(UTF_8).length > PASSWORD_BYTES_MAX) {
            throw new EtcdException(EtcdError.Code.UNKNOWN, "bcrypt: password length exceeds 72 bytes");
        }
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return OpenBSDBCrypt.generate("2a", password.toCharArray(), salt, cost);
    }

    static boolean matches(String hash, String password) {
        return !hash.isEmpty()
                && password.getBytes(UTF_8).length <= PASSWORD_BYTES_MAX
                && OpenBSDBCrypt.checkPassword(hash, password.toCharArray());
    }

    /** Sixteen letters, a dot and a number, as etcd's simple tokens look. */
    String token(long index) {
        StringBuilder token = new StringBuilder(TOKEN_LETTERS + 20);
        for (int i = 0; i < TOKEN_LETTERS; i++) {
            token.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return token.append('.').append(index).toString();
    }
}
