package dev.carafe.kubernetes.apiserver.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Base64;
import java.util.Objects;

/**
 * Where a list in pages goes on, in upstream's form: {@code {"v":"meta.k8s.io/v1","rv":5,"start":"ns/name\u0000"}} in
 * base64 (k8s.io/apiserver/pkg/storage/continue.go).
 *
 * @param revision the revision that all pages show, or {@link #NEWEST}
 * @param start the next key, relative to the resource's prefix
 */
public record ContinueToken(long revision, String start) {
    /** The revision of a token given out after compaction. */
    static final long NEWEST = -1;

    private static final String VERSION = "meta.k8s.io/v1";

    /** Reads a token. */
    public static ContinueToken decode(String text) {
        Struct token;
        try {
            token = Json.decodeStruct(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException _) {
            throw invalid("illegal base64 data at input byte " + firstIllegal(text));
        } catch (MalformedJsonException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
        if (!VERSION.equals(token.string("v"))) {
            throw invalid("server does not recognize this encoded version "
                    + Objects.requireNonNullElse(token.string("v"), ""));
        }
        long revision = token.get("rv") instanceof Long number ? number : 0;
        String start = token.string("start");
        if (revision == 0) {
            throw invalid("incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
        }
        if (start == null || start.isEmpty()) {
            throw invalid("encoded start key empty (version meta.k8s.io/v1)");
        }
        if (("/" + start + "/").contains("/../")) {
            throw invalid("invalid continue key");
        }
        return new ContinueToken(revision, start);
    }

    /**
     * The first key of the page.
     *
     * @param resourcePrefix what the token is relative to
     * @param prefix the same, or that of the one namespace which is listed
     * @throws StatusError 400 where it is of something else
     */
    public String startBelow(String resourcePrefix, String prefix) {
        String key = resourcePrefix + start;
        if (!key.startsWith(prefix)) {
            throw invalid("invalid continue key");
        }
        return key;
    }

    /** Where Go's decoder says that the text is no base64. */
    private static int firstIllegal(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean legal = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!legal && c != '-' && c != '_') {
                return i;
            }
        }
        return text.length() - text.length() % 4;
    }

    static StatusError invalid(String why) {
        return StatusError.badRequest("invalid continue token: continue key is not valid: " + why);
    }

    /** The token's text. */
    public String encode() {
        Struct token = Struct.builder()
                .put("v", VERSION)
                .put("rv", revision)
                .put("start", start)
                .build();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Json.toString(token).getBytes(UTF_8));
    }
}
