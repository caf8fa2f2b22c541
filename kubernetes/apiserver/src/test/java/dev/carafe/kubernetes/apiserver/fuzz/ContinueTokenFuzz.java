package dev.carafe.kubernetes.apiserver.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apiserver.storage.ContinueToken;
import java.util.Base64;
import java.util.List;

/** Where a list in pages goes on: a token that is taken is written as one that says the same, and stays below its prefix. */
public final class ContinueTokenFuzz {
    private static final String PREFIX = "/registry/pods/";

    private ContinueTokenFuzz() {}

    static List<byte[]> seeds() {
        return List.of(
                new ContinueToken(5, "default/a\u0000").encode().getBytes(UTF_8),
                base64("{\"v\":\"meta.k8s.io/v1\",\"rv\":-1,\"start\":\"../x\"}"),
                base64("{\"v\":\"meta.k8s.io/v2\"}"));
    }

    private static byte[] base64(String token) {
        return Base64.getUrlEncoder().encode(token.getBytes(UTF_8));
    }

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        read(new String(bytes, UTF_8));
        read(Base64.getUrlEncoder().encodeToString(bytes));
    }

    private static void read(String text) {
        try {
            ContinueToken token = ContinueToken.decode(text);
            if (!ContinueToken.decode(token.encode()).equals(token)) {
                throw new IllegalStateException(token + " is read as another");
            }
            String start = token.startBelow(PREFIX, PREFIX + "default/");
            if (!start.startsWith(PREFIX + "default/") || start.contains("/../")) {
                throw new IllegalStateException(token + " leaves its prefix");
            }
        } catch (StatusError refused) {
            if (refused.code() != 400) {
                throw new IllegalStateException(refused);
            }
        }
    }
}
