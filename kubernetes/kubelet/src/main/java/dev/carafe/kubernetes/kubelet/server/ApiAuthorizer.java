package dev.carafe.kubernetes.kubelet.server;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.api.ResourceType;
import dev.carafe.kubernetes.api.authentication.v1.AuthenticationV1;
import dev.carafe.kubernetes.api.authentication.v1.TokenReview;
import dev.carafe.kubernetes.api.authentication.v1.TokenReviewSpec;
import dev.carafe.kubernetes.api.authorization.v1.AuthorizationV1;
import dev.carafe.kubernetes.api.authorization.v1.ResourceAttributes;
import dev.carafe.kubernetes.api.authorization.v1.SubjectAccessReview;
import dev.carafe.kubernetes.api.authorization.v1.SubjectAccessReviewSpec;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.ConnectionException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Asks the API server who a token's owner is and what a user may, and remembers the answers for a short
 * while (upstream's webhook modes: tokens 2 min, permissions 5 min, refusals 30 s). When the API server
 * cannot be asked the answer is no. Thread-safe.
 */
public final class ApiAuthorizer implements KubeletAuthorizer {
    private static final System.Logger LOG = System.getLogger(ApiAuthorizer.class.getName());
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(2);
    private static final Duration PERMISSION_LIFE = Duration.ofMinutes(5);
    private static final Duration REFUSAL_LIFE = Duration.ofSeconds(30);

    private final Client client;
    private final String nodeName;
    private final Answers<Optional<User>> tokens;
    private final Answers<Boolean> permissions;

    public ApiAuthorizer(Client client, String nodeName, InstantSource clock) {
        this.client = client;
        this.nodeName = nodeName;
        this.tokens = new Answers<>(clock);
        this.permissions = new Answers<>(clock);
    }

    @Override
    public Optional<User> authenticate(String token) {
        return tokens.get(digest(token), () -> review(token), user -> user.isPresent() ? TOKEN_LIFE : REFUSAL_LIFE)
                .orElse(Optional.empty());
    }

    private Optional<User> review(String token) {
        TokenReview answer = create(
                AuthenticationV1.TOKENREVIEWS, new TokenReview().withSpec(new TokenReviewSpec().withToken(token)));
        if (!answer.status().authenticated()) {
            return Optional.empty();
        }
        var user = answer.status().user();
        return Optional.of(new User(user.username(), user.uid(), user.groups(), user.extra()));
    }

    @Override
    public boolean allowed(User user, String verb, String subresource) {
        String key = user + "\n" + verb + "\n" + subresource;
        return permissions
                .get(key, () -> ask(user, verb, subresource), yes -> yes ? PERMISSION_LIFE : REFUSAL_LIFE)
                .orElse(false);
    }

    private boolean ask(User user, String verb, String subresource) {
        ResourceAttributes attributes = new ResourceAttributes()
                .withVerb(verb)
                .withVersion("v1")
                .withResource("nodes")
                .withSubresource(subresource)
                .withName(nodeName);
        SubjectAccessReviewSpec spec = new SubjectAccessReviewSpec()
                .withUser(user.name())
                .withUid(user.uid())
                .withGroups(user.groups())
                .withExtra(user.extra())
                .withResourceAttributes(attributes);
        return create(AuthorizationV1.SUBJECTACCESSREVIEWS, new SubjectAccessReview().withSpec(spec))
                .status()
                .allowed();
    }

    private <T extends ApiObject<T>> T create(ResourceType<T> type, T review) {
        return client.of(type).create(review);
    }

    private static String digest(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The newest answers, each for a while. */
    private static final class Answers<V> {
        private static final int MAX = 1_000;

        private record Answer<V>(V value, Instant until) {}

        private final InstantSource clock;
        private final Map<String, Answer<V>> kept = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Answer<V>> eldest) {
                return size() > MAX;
            }
        };

        Answers(InstantSource clock) {
            this.clock = clock;
        }

        /** Empty when it could not be asked. */
        Optional<V> get(String key, Supplier<V> ask, Function<V, Duration> life) {
            synchronized (kept) {
                Answer<V> known = kept.get(key);
                if (known != null && clock.instant().isBefore(known.until())) {
                    return Optional.of(known.value());
                }
            }
            try {
                V value = ask.get();
                synchronized (kept) {
                    kept.remove(key);
                    kept.put(key, new Answer<>(value, clock.instant().plus(life.apply(value))));
                }
                return Optional.of(value);
            } catch (StatusError | ConnectionException e) {
                LOG.log(Level.WARNING, "cannot ask the API server who may use this node: {0}", e.getMessage());
                return Optional.empty();
            }
        }
    }
}
