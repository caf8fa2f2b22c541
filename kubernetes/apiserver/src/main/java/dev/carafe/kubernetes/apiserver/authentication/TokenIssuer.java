package dev.carafe.kubernetes.apiserver.authentication;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.carafe.kubernetes.api.authentication.v1.BoundObjectReference;
import dev.carafe.kubernetes.api.authentication.v1.TokenRequest;
import dev.carafe.kubernetes.api.authentication.v1.TokenRequestSpec;
import dev.carafe.kubernetes.api.authentication.v1.TokenRequestStatus;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.ServiceAccount;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.meta.GroupKind;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.authentication.TokenClaims.Ref;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Makes tokens for service accounts, on request (pkg/registry/core/serviceaccount/storage/token.go). Thread-safe. */
public final class TokenIssuer {
    private static final long SECONDS_DEFAULT = 3_600;
    private static final long SECONDS_MIN = 600;
    private static final long SECONDS_MAX = 1L << 32;

    /** What admission asks for a pod's token; such a token is given a year, and a warning after this time. */
    private static final long SECONDS_WARNED = 3_607;

    private static final long SECONDS_EXTENDED = 365L * 24 * 3_600;
    private static final FieldPath SPEC = FieldPath.of("spec");

    private final TokenConfig config;
    private final ServiceAccountKeys keys;
    private final ObjectReader reader;
    private final InstantSource clock;

    public TokenIssuer(TokenConfig config, ServiceAccountKeys keys, ObjectReader reader, InstantSource clock) {
        this.config = config;
        this.keys = keys;
        this.reader = reader;
        this.clock = clock;
    }

    /**
     * The request with its token.
     *
     * @throws StatusError when the account or what the token shall be bound to is not there, or the request is invalid
     */
    public Struct issue(String namespace, String name, Struct request) {
        ServiceAccount account = new ServiceAccount(latest("serviceaccounts", namespace, name));
        TokenRequest asked = new TokenRequest(request);
        TokenRequestSpec spec = asked.spec();
        spec = spec.audiences().isEmpty() ? spec.withAudiences(config.audiences()) : spec;
        spec = spec.hasExpirationSeconds() ? spec : spec.withExpirationSeconds(SECONDS_DEFAULT);
        validate(asked, spec.expirationSeconds());
        Instant now = clock.instant();
        boolean extended = config.extendExpiration()
                && spec.expirationSeconds() == SECONDS_WARNED
                && spec.boundObjectRef().kind().equals("Pod")
                && config.audiences().containsAll(spec.audiences());
        TokenClaims claims =
                claims(account, spec.boundObjectRef(), extended ? now.getEpochSecond() + SECONDS_WARNED : 0);
        Instant end = now.plusSeconds(extended ? SECONDS_EXTENDED : spec.expirationSeconds());
        TokenRequestStatus status = new TokenRequestStatus()
                .withToken(sign(claims, spec.audiences(), now, end))
                .withExpirationTimestamp(now.plusSeconds(spec.expirationSeconds()));
        ObjectMeta metadata = new ObjectMeta()
                .withName(name)
                .withNamespace(namespace)
                .withUid(account.metadata().uid())
                .withCreationTimestamp(now);
        return asked.withMetadata(metadata).withSpec(spec).withStatus(status).struct();
    }

    private static void validate(TokenRequest asked, long seconds) {
        String wrong = "";
        if (seconds < SECONDS_MIN) {
            wrong = "may not specify a duration less than 10 minutes";
        } else if (seconds > SECONDS_MAX) {
            wrong = "may not specify a duration larger than 2^32 seconds";
        }
        if (!wrong.isEmpty()) {
            throw StatusError.invalid(
                    new GroupKind("authentication.k8s.io", "TokenRequest"),
                    asked.metadata().name(),
                    List.of(FieldError.invalid(SPEC.child("expirationSeconds"), seconds, wrong)));
        }
    }

    private TokenClaims claims(ServiceAccount account, BoundObjectReference bound, long warnAfter) {
        String namespace = account.metadata().namespace();
        Ref self = new Ref(account.name(), account.metadata().uid());
        return switch (bound.kind()) {
            case "" ->
                new TokenClaims(namespace, self, Optional.empty(), Optional.empty(), Optional.empty(), warnAfter);
            case "Pod" -> {
                Pod pod = new Pod(latest("pods", namespace, bound.name()));
                checkUid("pods", bound, pod.metadata());
                if (!pod.spec().serviceAccountName().equals(account.name())) {
                    throw StatusError.badRequest("cannot bind token for serviceaccount " + Quoted.of(account.name())
                            + " to pod running with different serviceaccount name.");
                }
                Optional<Ref> node = pod.spec().nodeName().isEmpty()
                        ? Optional.empty()
                        : Optional.of(node(pod.spec().nodeName()));
                yield new TokenClaims(
                        namespace, self, Optional.of(ref(pod.metadata())), node, Optional.empty(), warnAfter);
            }
            case "Node" -> {
                ObjectMeta node = metadata(latest("nodes", "", bound.name()));
                checkUid("nodes", bound, node);
                yield new TokenClaims(
                        namespace, self, Optional.empty(), Optional.of(ref(node)), Optional.empty(), warnAfter);
            }
            case "Secret" -> {
                ObjectMeta secret = metadata(latest("secrets", namespace, bound.name()));
                checkUid("secrets", bound, secret);
                yield new TokenClaims(
                        namespace, self, Optional.empty(), Optional.empty(), Optional.of(ref(secret)), warnAfter);
            }
            default ->
                throw StatusError.badRequest(
                        "cannot bind token to object of type " + bound.apiVersion() + ", Kind=" + bound.kind());
        };
    }

    private Ref node(String name) {
        return reader.get("", "nodes", "", name)
                .map(node -> ref(metadata(node)))
                .orElse(new Ref(name, ""));
    }

    private static Ref ref(ObjectMeta metadata) {
        return new Ref(metadata.name(), metadata.uid());
    }

    private static ObjectMeta metadata(Struct object) {
        return new ObjectMeta(Objects.requireNonNullElse(object.struct("metadata"), Struct.EMPTY));
    }

    private static void checkUid(String resource, BoundObjectReference bound, ObjectMeta found) {
        if (!bound.uid().isEmpty() && !bound.uid().equals(found.uid())) {
            throw StatusError.conflict(
                    new GroupResource("", resource),
                    bound.name(),
                    "the UID in the bound object reference (" + bound.uid()
                            + ") does not match the UID in record. The object might have been deleted and then recreated");
        }
    }

    private Struct latest(String resource, String namespace, String name) {
        return reader.getLatest("", resource, namespace, name)
                .orElseThrow(() -> StatusError.notFound(new GroupResource("", resource), name));
    }

    private String sign(TokenClaims claims, List<String> audiences, Instant now, Instant end) {
        JWTClaimsSet set = new JWTClaimsSet.Builder()
                .issuer(config.issuer())
                .subject(UserInfos.SERVICE_ACCOUNT_PREFIX + claims.namespace() + ":"
                        + claims.serviceAccount().name())
                .audience(audiences)
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(end))
                .jwtID(UUID.randomUUID().toString())
                .claim("kubernetes.io", claims.toClaim())
                .serializeNullClaims(false)
                .build();
        Map<String, Object> payload = new LinkedHashMap<>(set.toJSONObject());
        payload.put("aud", audiences); // always a list, as upstream writes it
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(keys.algorithm())
                        .keyID(keys.signingKeyId())
                        .build(),
                new Payload(payload));
        try {
            token.sign(keys.signer());
        } catch (JOSEException e) {
            throw StatusError.internal(e);
        }
        return token.serialize();
    }
}
